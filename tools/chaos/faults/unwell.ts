// GitHub or Codex Cloud is unwell for some seconds: it refuses calls, loses answers to calls that it carried out, takes ten times as long, or never answers.
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault';

export function unwell(part: 'github' | 'codex', name: string): Fault {
  return {
    strikes: 4, seconds: 30,
    strike: async ({ world }, random) => {
      const over = new AbortController();
      const seconds = Math.round(random.between(2, 6));
      await world.trouble(part, random, over.signal);
      await pause(seconds * 1000);
      over.abort();
      return `${name} was unwell for ${seconds} s`;
    },
  };
}
