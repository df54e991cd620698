// NATS or PostgreSQL dies and is away for a whole minute.
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault';

const away = 60;

export function minuteWithout(part: 'nats' | 'postgres', name: string): Fault {
  return {
    strikes: 1, seconds: 75,
    strike: async ({ stack: { infrastructure: { servers } } }) => {
      const server = servers[part];
      if (!server) throw new Error(`${name} does not belong to this installation`);
      await server.kill();
      await pause(away * 1000);
      await server.restart();
      return `kill -9 of ${name}, ${away} s away`;
    },
  };
}
