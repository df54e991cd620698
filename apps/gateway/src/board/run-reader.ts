// Runs as they are now: rows where there are rows, the tail folded over them, the stream where PostgreSQL is away.
import type { RunLog } from '#bus';
import type { ListRuns, Run } from '#contracts';
import { evolve } from '#domain';
import { ReadModelUnavailable, pageCursorAfter, placeOf, type ReadModel } from '#read-model';
import { ApiProblem, busUnavailable } from '../problems/api-problem';
import { pageOf } from './run-page';
import type { RunBoard } from './run-board';

export interface ShownPage { runs: Run[]; nextCursor: string | null }

export class RunReader {
  constructor(private readonly board: RunBoard, private readonly rows: ReadModel, private readonly log: RunLog) {}

  /** The run with its news; undefined when no fact of it was ever accepted. @throws ApiProblem 503 when neither rows nor stream can tell */
  async find(id: string): Promise<Run | undefined> {
    const run = await this.board.reading(() => this.folded(id));
    return run && this.board.news.over(run);
  }

  private async folded(id: string): Promise<Run | undefined> {
    const known = this.board.fold(undefined, id);
    if (known) return known;
    let away: unknown;
    try {
      const row = await this.rows.findRun(id);
      // Rows that are behind the tail's beginning are not to be folded over: something between is missing.
      if (row && !await this.isBehind(row.lastSequence, id)) return this.board.fold(row, id);
    } catch (error) {
      if (!(error instanceof ReadModelUnavailable)) throw error;
      away = error;
    }
    const run = await this.fromStream(id);
    if (!run && away) throw new ApiProblem({ status: 503, code: 'read_model.unavailable', detail: 'The stream does not have this run any more and the database cannot be reached.', remediation: 'Ask again when PostgreSQL is there; /readyz tells.', retryAfterSeconds: 5 }, { cause: away });
    return run;
  }

  private async isBehind(lastSequence: number, id: string): Promise<boolean> {
    if (this.board.cursor >= this.board.tail.floor || lastSequence >= this.board.tail.floor) return false;
    return ((await this.log.lastOfRun(id).catch(() => undefined))?.sequence ?? 0) > lastSequence;
  }

  private async fromStream(id: string): Promise<Run | undefined> {
    try {
      const last = await this.log.lastOfRun(id);
      if (!last) return undefined;
      // A replica may lag behind the leader; the tail hears everything.
      await this.board.tail.reached(last.sequence, 1000);
      const facts = await this.log.factsOfRun(id);
      const stored = facts.length > 0 ? facts : this.board.tail.ofRun(id);
      if (stored[0]?.fact.state !== 'requested') return undefined;
      return this.board.fold(stored.reduce<Run | undefined>(evolve, undefined), id);
    } catch (error) {
      throw busUnavailable(error);
    }
  }

  /** Newest first; what the rows do not have yet is among them. @throws ReadModelUnavailable, BadPageCursor */
  async list({ cursor, limit, ...filter }: ListRuns): Promise<ShownPage> {
    return this.board.reading(async () => {
      const from = cursor === undefined ? undefined : placeOf(cursor);
      const page = await this.rows.listRuns(filter, { cursor, limit });
      const changedIds = this.board.tail.runIds();
      const unknown = changedIds.filter((id) => !this.board.fold(undefined, id) && !page.runs.some((run) => run.id === id));
      const others = unknown.length > 0 ? await this.rows.loadRuns(unknown) : new Map<string, Run>();
      const current = new Map(changedIds.flatMap((id) => {
        const run = this.board.fold(page.runs.find((one) => one.id === id) ?? others.get(id), id);
        return run ? [[id, this.board.news.over(run)] as const] : [];
      }));
      const runs = page.runs.map((run) => current.get(run.id) ?? this.board.news.over(run));
      const shown = pageOf({ rows: runs, hasMore: page.nextCursor !== null, current: [...current.values()], filter, from, limit });
      return { runs: shown.runs, nextCursor: shown.after ? pageCursorAfter(shown.after) : null };
    });
  }
}
