// Reads what a socket tells. The gateway has checked every fact when it read it from the stream; to check it again would cost every
// visitor the schema library (30 kB). So only the version counts here: facts of a newer one are left to a newer console.
import { factVersion, type EventFrame } from '#contracts';

/** Undefined for what this console cannot read. */
export function readFrame(data: unknown): EventFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame = JSON.parse(data) as Partial<{ sequence: number; fact: { v: number }; live: { runId: string } }>;
    const isFact = typeof frame.sequence === 'number' && frame.fact?.v === factVersion;
    return isFact || typeof frame.live?.runId === 'string' ? frame as EventFrame : undefined;
  } catch {
    return undefined;
  }
}
