// A process around the command line, for tests: streams that remember, and nothing of this machine.
import type { OutputStream, Surroundings } from './surroundings';

export interface Recorded extends Surroundings { said(): string; noticed(): string; interrupt(): void }

export function recorded(environment: Record<string, string> = {}, terminal: Partial<Pick<OutputStream, 'isTTY' | 'columns' | 'rows'>> = {}): Recorded {
  const interruption = new AbortController();
  const written = { out: '', error: '' };
  const stream = (name: keyof typeof written): OutputStream => ({
    write(text) {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    },
    once: () => undefined, on: () => undefined, ...terminal,
  });
  return {
    environment, directory: '/', home: '/nowhere', stdout: stream('out'), stderr: stream('error'), interrupted: interruption.signal, now: () => new Date(),
    said: () => written.out, noticed: () => written.error, interrupt: () => interruption.abort(),
  };
}
