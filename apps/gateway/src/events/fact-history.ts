// The facts before those in memory, piece by piece: from the rows, or from the stream while PostgreSQL is away or behind.
import type { RunLog } from '#bus';
import type { StoredFact } from '#contracts';
import type { ReadModel } from '#read-model';
import type { RunBoard } from '../board/run-board';

/** Everything after the asked position up to `reached` is in `facts`. */
export interface HistoryPiece { facts: readonly StoredFact[]; reached: number }

const pieceSize = 500;
const streamPatience = 5000;

export class FactHistory {
  constructor(private readonly board: RunBoard, private readonly rows: Pick<ReadModel, 'cursor' | 'factsAfter'>, private readonly log: RunLog) {}

  /** In order, those after `position`, of one run or of all. @throws when neither can be asked */
  async after(position: number, runId?: string): Promise<HistoryPiece> {
    const fromRows = await this.fromRows(position, runId).catch(() => undefined);
    if (fromRows && fromRows.reached > position) return fromRows;
    return runId === undefined ? this.ofAll(position) : this.ofRun(position, runId);
  }

  private async fromRows(position: number, runId?: string): Promise<HistoryPiece> {
    const cursor = await this.rows.cursor();
    const facts = await this.rows.factsAfter({ runId, after: position, upTo: cursor, limit: pieceSize });
    return { facts, reached: facts.length < pieceSize ? cursor : facts.at(-1)?.sequence ?? cursor };
  }

  private async ofRun(position: number, runId: string): Promise<HistoryPiece> {
    const { floor } = this.board.tail;
    const facts = (await this.log.factsOfRun(runId)).filter(({ sequence }) => sequence > position);
    return { facts, reached: Math.max(floor, facts.at(-1)?.sequence ?? 0) };
  }

  private async ofAll(position: number): Promise<HistoryPiece> {
    const { floor } = this.board.tail;
    const facts: StoredFact[] = [];
    let enough = (): void => undefined;
    const collected = new Promise<void>((resolve) => { enough = resolve; });
    const timer = setTimeout(() => enough(), streamPatience);
    const following = await this.log.follow({ fromSequence: position + 1 }, (stored) => {
      if (facts.length < pieceSize) facts.push(stored);
      if (facts.length >= pieceSize || stored.sequence >= floor) enough();
    });
    await collected;
    clearTimeout(timer);
    await following.stop();
    const last = facts.at(-1)?.sequence ?? 0;
    return { facts, reached: facts.length < pieceSize ? Math.max(floor, last) : last };
  }
}
