// Follows the stream and keeps the rows up to date: one replica at a time, the others stand by.
import { setTimeout as pause } from 'node:timers/promises';
import { NewerFact, type RunLog } from '#bus';
import { ProjectionWriter } from '#read-model';
import { FactQueue, type ReadMessage } from './fact-queue';
import { ProjectionState } from './projection-state';
import { RowKeeper } from './row-keeper';

export interface ProjectorLog { info(about: object, message: string): void; warn(about: object, message: string): void; error(about: object, message: string): void }

export interface ProjectorOptions {
  databaseUrl: string;
  /** Facts in one transaction at most, and read ahead at most. */
  batchSize: number;
  /** How long a busy projector lets facts pile up between two transactions; one that has little to do writes at once. */
  paceMilliseconds: number;
  /** How often a stand-by replica asks whether it is its turn. */
  standbyMilliseconds: number;
  /** The longest wait before NATS or PostgreSQL is tried again. */
  longestBackoffMilliseconds: number;
}
export const defaultProjectorOptions = { batchSize: 500, paceMilliseconds: 10, standbyMilliseconds: 1000, longestBackoffMilliseconds: 5000 } as const;

/** What was read is dropped whenever a connection breaks: the cursor in the rows says where to go on, and the stream still has it all. */
export class Projector {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private backoff = 0;

  constructor(private readonly log: RunLog, private readonly options: ProjectorOptions, private readonly logger: ProjectorLog, readonly state = new ProjectionState()) {}

  start(): void {
    this.running = this.run();
  }

  /** Finishes the transaction under way and gives the lock to whoever stands by. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.takeTurn();
      } catch (error) {
        this.wait(error);
      }
      await this.pause(this.backoff);
    }
  }

  private wait(error: unknown): void {
    this.backoff = Math.min(Math.max(250, this.backoff * 2), this.options.longestBackoffMilliseconds);
    this.state.role = 'waiting';
    this.state.trouble = error instanceof Error ? error.message : String(error);
    this.logger.warn({ err: error, retryMilliseconds: this.backoff }, 'the projection waits');
  }

  /** Stands by until it is this replica's turn, then projects until something breaks. */
  private async takeTurn(): Promise<void> {
    const writer = await ProjectionWriter.connect(this.options);
    try {
      while (!await writer.claim()) {
        this.state.role = 'standby';
        this.state.trouble = undefined;
        this.backoff = 0;
        await this.pause(this.options.standbyMilliseconds);
        if (this.stopping.signal.aborted) return;
      }
      await this.project(writer);
    } finally {
      await writer.release();
    }
  }

  private async project(writer: ProjectionWriter): Promise<void> {
    const cursor = await writer.cursor();
    await this.requireSameStream(cursor.sequence);
    const queue = new FactQueue(this.options.batchSize);
    let tooNew: unknown;
    const following = await this.log.follow({ fromSequence: cursor.sequence + 1 }, (stored) => queue.push(stored), (sequence, cause) => {
      if (cause instanceof NewerFact) {
        tooNew ??= cause;
        queue.end();
      } else {
        this.logger.error({ sequence, err: cause }, 'a message of the stream cannot be read and is left out');
        this.state.unreadable += 1;
        void queue.push({ sequence, fact: undefined });
      }
    });
    const close = (): void => queue.close();
    this.stopping.signal.addEventListener('abort', close);
    void writer.lost.then(close);
    this.state.role = 'projecting';
    this.state.trouble = undefined;
    this.state.cursor = cursor.sequence;
    this.logger.info({ cursor: cursor.sequence }, 'projecting');
    try {
      await this.keepRows(new RowKeeper(writer, cursor, () => new Date()), queue);
    } finally {
      this.stopping.signal.removeEventListener('abort', close);
      queue.close();
      await following.stop();
    }
    if (tooNew) throw tooNew;
  }

  private async keepRows(keeper: RowKeeper, queue: FactQueue): Promise<void> {
    for (;;) {
      const messages = await queue.take();
      if (!messages) return;
      const { facts, faults } = await keeper.keep(messages);
      this.backoff = 0;
      this.state.cursor = keeper.sequence;
      this.state.facts += facts;
      this.state.faults += faults.length;
      this.state.batches += 1;
      this.state.rowLagMilliseconds = lagOf(messages, this.state.rowLagMilliseconds);
      for (const fault of faults) this.logger.error(fault, 'a fact does not fit its run and is left out of the rows');
      if (messages.length >= busyBatch) await this.pause(this.options.paceMilliseconds);
    }
  }

  /** A stream that ends before the cursor is not the one that the rows were made of: going on would leave out its first facts. */
  private async requireSameStream(cursor: number): Promise<void> {
    const { lastSequence } = await this.log.state();
    if (lastSequence < cursor) {
      throw new Error(`The stream RUN ends at ${lastSequence}, but the rows were made from one that reached ${cursor}. If the stream was restored or made anew, run the projection once with --rebuild.`);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await pause(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

const busyBatch = 8;

function lagOf(messages: readonly ReadMessage[], before: number): number {
  const last = messages.findLast((message) => message.fact)?.fact;
  return last ? Date.now() - Date.parse(last.at) : before;
}
