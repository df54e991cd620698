// Runs as they are now: rows where there are rows, the tail folded over them, the stream where PostgreSQL is away.
import type { RunLog } from '#bus';
import type { CountRuns, ListRuns, Run, RunCounts } from '#contracts';
import { evolve } from '#domain';
import { ReadModelUnavailable, pageCursorAfter, placeOf, type CountedElsewhere, type ReadModel, type RunFilter } from '#read-model';
import { ApiProblem, busUnavailable } from '../problems/api-problem';
import { countsOf } from './run-counts';
import { laneEndsOf, matches } from './run-match';
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
      if (row && (this.board.joinsRows || await this.isWhole(row))) return this.board.fold(row, id);
    } catch (error) {
      if (!(error instanceof ReadModelUnavailable)) throw error;
      away = error;
    }
    const run = await this.fromStream(id);
    if (!run && away) throw new ApiProblem({
      status: 503, code: 'read_model.unavailable', detail: 'The stream does not know this run, and the database cannot be reached.', retryAfterSeconds: 5,
      remediation: 'Check the id. If it is right, ask again when PostgreSQL is there; /readyz tells.',
    }, { cause: away });
    return run;
  }

  /** Whether the stream has no more of the run than its row, which is all there is when the stream cannot be asked. */
  private async isWhole({ id, lastSequence }: Run): Promise<boolean> {
    const last = await this.log.lastOfRun(id).catch(() => undefined);
    return !last || last.sequence <= lastSequence;
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

  /** Newest first; what the rows do not have yet is among them. @throws ApiProblem 503, ReadModelUnavailable, BadPageCursor */
  async list({ cursor, limit, ...filter }: ListRuns & Pick<RunFilter, 'visible'>): Promise<ShownPage> {
    return this.board.reading(async () => {
      const from = cursor === undefined ? undefined : placeOf(cursor);
      const page = await this.rows.listRuns(filter, { cursor, limit });
      if (!this.board.joinsRows) throw rowsBehind();
      const rows = new Map(page.runs.map((run) => [run.id, run]));
      const current = await this.changedRuns(rows, filter.status !== undefined);
      const runs = page.runs.map((run) => current.get(run.id) ?? this.board.news.over(run));
      const shown = pageOf({ rows: runs, hasMore: page.nextCursor !== null, current: [...current.values()], filter, from, limit });
      return { runs: shown.runs, nextCursor: shown.after ? pageCursorAfter(shown.after) : null };
    });
  }

  /** What the rows have not got yet is counted too. @throws ApiProblem 503, ReadModelUnavailable */
  async count(filter: CountRuns & Pick<RunFilter, 'visible'>): Promise<RunCounts> {
    const { answer, current } = await this.beside((elsewhere) => this.rows.countRuns(filter, elsewhere));
    const ends = laneEndsOf(current);
    return countsOf(answer, current.filter((run) => matches(run, filter, ends)), ends);
  }

  /** What the rows answer without the runs that memory knows better, and these. @throws ApiProblem 503, ReadModelUnavailable */
  async beside<A>(ask: (elsewhere: CountedElsewhere) => Promise<A>): Promise<{ answer: A; current: Run[] }> {
    return this.board.reading(async () => {
      const current = [...(await this.changedRuns(new Map(), true)).values()];
      const answer = await ask({ runIds: current.map(({ id }) => id), lanes: current.map(({ lane }) => lane) });
      if (!this.board.joinsRows) throw rowsBehind();
      return { answer, current };
    });
  }

  /** Every run that the tail speaks of, as it is now; with `begun` also those whose stage has begun, which is news and not in the rows. */
  private async changedRuns(rows: ReadonlyMap<string, Run>, begun: boolean): Promise<Map<string, Run>> {
    const ids = this.board.tail.runIds();
    const begunEarlier = ids.filter((id) => !rows.has(id) && this.board.tail.ofRun(id)[0]?.fact.state !== 'requested');
    const others = begunEarlier.length > 0 ? await this.rows.loadRuns(begunEarlier) : new Map<string, Run>();
    const told = new Map(ids.flatMap((id) => {
      const run = this.board.fold(rows.get(id) ?? others.get(id), id);
      return run ? [[id, this.board.news.over(run)] as const] : [];
    }));
    if (begun) for (const run of await this.begunRuns(new Set([...ids, ...rows.keys()]))) told.set(run.id, run);
    return told;
  }

  /** Runs that only wait for a worker by their rows, and have one by the news. */
  private async begunRuns(known: ReadonlySet<string>): Promise<Run[]> {
    const ids = this.board.news.runIds().filter((id) => !known.has(id));
    const runs = ids.length > 0 ? await this.rows.loadRuns(ids, ['pending', 'retrying']) : new Map<string, Run>();
    return [...runs.values()].map((run) => this.board.news.over(run));
  }
}

function rowsBehind(): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'read_model.behind', detail: 'The rows are far behind the stream, so there are no lists now.', retryAfterSeconds: 5,
    remediation: 'Ask again in a moment. If it stays so, see that a replica of the projection runs; /readyz tells. Single runs, retry, cancel and events work without it.',
  });
}
