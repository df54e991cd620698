// What was read from the stream and is not in the rows yet. The reader waits while it is full, so memory stays bounded.
import type { StoredFact } from '#contracts';

/** A message of the stream; `fact` is undefined when it cannot be read. */
export interface ReadMessage { sequence: number; fact: StoredFact['fact'] | undefined }

export class FactQueue {
  private messages: ReadMessage[] = [];
  private closed = false;
  private ended = false;
  private wake: (() => void) | undefined;
  private room: (() => void) | undefined;

  constructor(private readonly capacity: number) {}

  get length(): number {
    return this.messages.length;
  }

  /** Resolves when the next message may come. */
  push(message: ReadMessage): void | Promise<void> {
    if (this.closed || this.ended) return;
    this.messages.push(message);
    this.wake?.();
    if (this.messages.length < this.capacity) return;
    return new Promise((resolve) => { this.room = resolve; });
  }

  /** All that is there, as soon as there is something; undefined when nothing more will come. */
  async take(): Promise<ReadMessage[] | undefined> {
    if (!this.messages.length && !this.closed && !this.ended) await new Promise<void>((resolve) => { this.wake = resolve; });
    // What arrived together is taken together.
    await new Promise(setImmediate);
    this.wake = undefined;
    if (this.closed || (this.ended && !this.messages.length)) return undefined;
    const taken = this.messages;
    this.messages = [];
    this.makeRoom();
    return taken;
  }

  /** What is there can still be taken; what comes is left out. */
  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** What is there is dropped. */
  close(): void {
    this.closed = true;
    this.messages = [];
    this.wake?.();
    this.makeRoom();
  }

  private makeRoom(): void {
    this.room?.();
    this.room = undefined;
  }
}
