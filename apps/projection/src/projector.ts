// Keeps the rows up to date: one replica at a time, the others stand by and take over.
import { setTimeout as pause } from 'node:timers/promises';
import type { RunLog } from '#bus';
import { ProjectionWriter, ReadModelUnavailable, migrate } from '#read-model';
import { ProjectionState } from './projection-state';
import { ProjectionTurn, type ProjectionLog, type TurnParts } from './projection-turn';

export interface ProjectorOptions extends Pick<TurnParts, 'batchSize' | 'paceMilliseconds'> {
  databaseUrl: string;
  /** How often a stand-by replica asks whether it is its turn. */
  standbyMilliseconds: number;
  /** The longest wait before NATS or PostgreSQL is tried again. */
  longestBackoffMilliseconds: number;
}
export const defaultProjectorOptions = { batchSize: 500, paceMilliseconds: 20, standbyMilliseconds: 1000, longestBackoffMilliseconds: 5000 } as const;

/** Whatever breaks, what was read is dropped: the cursor in the rows says where to go on, and the stream still has it all. */
export class Projector {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private backoff = 0;

  constructor(private readonly log: RunLog, private readonly options: ProjectorOptions, private readonly logger: ProjectionLog, readonly state = new ProjectionState()) {}

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
      const { batches } = this.state;
      try {
        await this.takeTurn();
      } catch (error) {
        if (this.state.batches > batches) this.backoff = 0;
        this.backoff = Math.min(Math.max(250, this.backoff * 2), this.options.longestBackoffMilliseconds);
        this.state.role = 'waiting';
        this.state.trouble = error instanceof Error ? error.message : String(error);
        this.logger.warn({ error, retryMilliseconds: this.backoff }, 'the projection waits');
        if (error instanceof ReadModelUnavailable && error.lacksTables) await this.makeTables();
        await this.pause(this.backoff);
      }
    }
  }

  private async takeTurn(): Promise<void> {
    const writer = await ProjectionWriter.connect(this.options);
    try {
      if (!await this.standBy(writer)) return;
      const { log, logger, state, options: { batchSize, paceMilliseconds } } = this;
      await new ProjectionTurn({ log, writer, state, logger, batchSize, paceMilliseconds }).play(this.stopping.signal);
    } finally {
      await writer.release();
    }
  }

  /** The rows come back from the stream. */
  private async makeTables(): Promise<void> {
    await migrate(this.options.databaseUrl).then(
      (migrations) => this.logger.warn({ migrations }, 'the tables were gone and were made again'),
      (error: unknown) => this.logger.warn({ error }, 'the tables cannot be made again yet'),
    );
  }

  /** Whether it is this replica's turn, as soon as it is; false when it is to stop. */
  private async standBy(writer: ProjectionWriter): Promise<boolean> {
    while (!this.stopping.signal.aborted) {
      if (await writer.claim()) return true;
      this.state.role = 'standby';
      this.state.trouble = undefined;
      await this.pause(this.options.standbyMilliseconds);
    }
    return false;
  }

  private async pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
