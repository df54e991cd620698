// One turn of a projector: from the cursor on, for as long as the connections hold.
import { setTimeout as pause } from 'node:timers/promises';
import { NewerFact, type Following, type RunLog } from '#bus';
import { ReadModelUnavailable, type Cursor, type ProjectionWriter } from '#read-model';
import { FactQueue, type ReadMessage } from './fact-queue';
import type { ProjectionState } from './projection-state';
import { RowKeeper } from './row-keeper';

export interface ProjectionLog { info(about: object, message: string): void; warn(about: object, message: string): void; error(about: object, message: string): void }

export interface TurnParts {
  log: RunLog;
  writer: ProjectionWriter;
  state: ProjectionState;
  logger: ProjectionLog;
  /** Facts in one transaction at most, and read ahead at most. */
  batchSize: number;
  /** How long a busy projector lets facts pile up between two transactions; one that has little to do writes at once. */
  paceMilliseconds: number;
}

/** With so many facts in a transaction, fewer and larger ones save more work than their delay costs. */
const busyBatch = 8;

export class ProjectionTurn {
  private readonly queue: FactQueue;
  private newer: NewerFact | undefined;
  private lost = false;

  constructor(private readonly parts: TurnParts) {
    this.queue = new FactQueue(parts.batchSize);
    void parts.writer.lost.then(() => { this.lost = true; this.queue.close(); });
  }

  /** Returns when `signal` is aborted and the transaction under way has ended. @throws what broke: ReadModelUnavailable, CursorMoved, NewerFact, or an error of the bus */
  async play(signal: AbortSignal): Promise<void> {
    const close = (): void => this.queue.close();
    signal.addEventListener('abort', close);
    // It may have been aborted while the lock was taken; then nobody would say so again.
    if (signal.aborted) close();
    let following: Following | undefined;
    try {
      const cursor = await this.parts.writer.cursor();
      await this.requireSameStream(cursor.sequence);
      following = await this.follow(cursor);
      Object.assign(this.parts.state, { role: 'projecting', trouble: undefined, cursor: cursor.sequence });
      this.parts.logger.info({ cursor: cursor.sequence }, 'projecting');
      await this.keepRows(new RowKeeper(this.parts.writer, cursor, () => new Date()), signal);
    } finally {
      signal.removeEventListener('abort', close);
      this.queue.close();
      await following?.stop();
    }
    if (this.newer) throw this.newer;
    if (this.lost && !signal.aborted) throw new ReadModelUnavailable({ cause: 'the connection was closed' });
  }

  private follow({ sequence: cursor }: Cursor): Promise<Following> {
    return this.parts.log.follow({ fromSequence: cursor + 1 }, (stored) => this.queue.push(stored), (sequence, cause) => {
      if (cause instanceof NewerFact) {
        // A newer replica will take it; leaving it out would lose it for the rows.
        this.newer ??= cause;
        this.queue.end();
        return;
      }
      this.parts.logger.error({ sequence, error: cause }, 'a message of the stream cannot be read and is left out');
      this.parts.state.unreadable += 1;
      void this.queue.push({ sequence, fact: undefined });
    });
  }

  private async keepRows(keeper: RowKeeper, signal: AbortSignal): Promise<void> {
    const { state, logger, paceMilliseconds } = this.parts;
    for (let messages = await this.queue.take(); messages; messages = await this.queue.take()) {
      const { facts, faults } = await keeper.keep(messages);
      state.cursor = keeper.sequence;
      state.facts += facts;
      state.faults += faults.length;
      state.batches += 1;
      state.rowLagMilliseconds = lagOf(messages, new Date()) ?? state.rowLagMilliseconds;
      for (const fault of faults) logger.error(fault, 'a fact does not fit its run and is left out of the rows');
      if (messages.length >= busyBatch) await pause(paceMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A stream that ends before the cursor is not the one that the rows were made of: going on would leave out its first facts. */
  private async requireSameStream(cursor: number): Promise<void> {
    const { lastSequence } = await this.parts.log.state();
    if (lastSequence >= cursor) return;
    throw new Error(`The stream RUN ends at ${lastSequence}, but the rows were made from one that reached ${cursor}. If the stream was restored or made anew, run the projection once with --rebuild.`);
  }
}

function lagOf(messages: readonly ReadMessage[], now: Date): number | undefined {
  const last = messages.findLast((message) => message.fact)?.fact;
  return last && now.getTime() - Date.parse(last.at);
}
