// Reads what the engine streams of a container: its log as lines, or its figures as they come.
import type Docker from 'dockerode';
import { OutputLines } from './output-lines';

type Stream = NodeJS.ReadableStream & { destroy(error?: Error): void };

/** Hands on every piece until the stream ends, breaks, or the signal aborts; never throws. */
export async function drain(stream: NodeJS.ReadableStream, take: (piece: Buffer) => void, signal: AbortSignal): Promise<void> {
  const end = (): void => (stream as Stream).destroy();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    for await (const piece of stream) take(piece as Buffer);
  } catch {
    // A broken connection: the caller looks at the container.
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** The lines of a log in both of its streams, as they come. */
export async function* oneStream(stream: NodeJS.ReadableStream): AsyncIterable<string> {
  const ready: string[] = [];
  const lines = new OutputLines(({ line }) => ready.push(line));
  for await (const piece of stream) {
    lines.take(piece as Buffer);
    yield* ready.splice(0);
  }
  lines.end();
  yield* ready;
}

/** The lines that a container has printed up to now. */
export async function linesSoFar(container: Docker.Container): Promise<string[]> {
  const found: string[] = [];
  const lines = new OutputLines(({ line }) => found.push(line));
  lines.take(await container.logs({ follow: false, stdout: true, stderr: true }));
  lines.end();
  return found;
}
