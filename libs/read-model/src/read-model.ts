// What is asked of the read model. It connects when it is first asked, and again after PostgreSQL was away.
import type { Artifact, Run, RunStatus, StoredFact } from '#contracts';
import { runStream } from '#contracts';
import { Database, type ReadModelOptions } from './database';
import { BrakeRows } from './brake-rows';
import { joinFacts, sourcesElsewhere } from './fact-context';
import { EmbeddingRows } from './embedding-rows';
import { FeatureRows } from './feature-rows';
import { FeedbackRows } from './feedback-rows';
import { InsightRows } from './insight-rows';
import { KeepingRows } from './keeping-rows';
import { pageCursorAfter } from './page-cursor';
import { artifacts, toRun, type RunRows } from './rows';
import type { RunFilter } from './run-filter';
import { countStatement, listStatement, type CountedElsewhere } from './run-queries';
import { selectContexts, selectCursor, selectFacts, selectFactsOfRun, selectRuns } from './statements';
import { artifactsTable, nameOf, type Row } from './tables';
import { WebhookRows } from './webhook-rows';

export interface RunPage { runs: Run[]; nextCursor: string | null }
export interface StatusCount { status: RunStatus; runs: number; waiting: number }
export interface FactRange { runId?: string | undefined; after: number; upTo?: number | undefined; limit: number }
export type RunAnswer = RunRows & { restarted_as: string | null };

/** Every question can end in `ReadModelUnavailable`, after a few seconds at most. */
export class ReadModel {
  readonly brakes: BrakeRows;
  readonly embeddings: EmbeddingRows;
  readonly feedback: FeedbackRows;
  readonly features: FeatureRows;
  readonly insight: InsightRows;
  readonly keeping: KeepingRows;
  readonly webhooks: WebhookRows;
  private readonly database: Database;

  constructor(options: ReadModelOptions) {
    this.database = new Database(options);
    this.brakes = new BrakeRows(this.database);
    this.embeddings = new EmbeddingRows(this.database);
    this.feedback = new FeedbackRows(this.database);
    this.features = new FeatureRows(this.database);
    this.insight = new InsightRows(this.database);
    this.keeping = new KeepingRows(this.database);
    this.webhooks = new WebhookRows(this.database);
  }

  /** The run as of its `lastSequence`. */
  async findRun(id: string): Promise<Run | undefined> {
    return (await this.loadRuns([id])).get(id);
  }

  /** Those of `ids` that there are, in one of `statuses` when any are named. */
  async loadRuns(ids: readonly string[], statuses?: readonly RunStatus[]): Promise<Map<string, Run>> {
    const rows = statuses === undefined
      ? await this.database.ask<RunAnswer>('load_runs', selectRuns('WHERE r.id = ANY($1::uuid[])'), [ids])
      : await this.database.ask<RunAnswer>('load_runs_in_status', selectRuns('WHERE r.id = ANY($1::uuid[]) AND r.status = ANY($2::text[])'), [ids, statuses]);
    return new Map(rows.map(toAnsweredRun).map((run) => [run.id, run]));
  }

  /**
   * Newest first, by `createdAt`. Runs that arrive between two pages are on neither; none is left out or shown twice.
   * @throws BadPageCursor
   */
  async listRuns(filter: RunFilter, page: { cursor?: string | undefined; limit: number }): Promise<RunPage> {
    const { text, values } = listStatement(filter, page);
    const rows = await this.database.ask<RunAnswer>(undefined, text, values);
    const runs = rows.slice(0, page.limit).map(toAnsweredRun);
    const last = runs.at(-1);
    return { runs, nextCursor: rows.length > page.limit && last ? pageCursorAfter(last) : null };
  }

  /** How many runs there are in each status, and how many of them wait for a person. */
  async countRuns(filter: RunFilter, elsewhere: CountedElsewhere = { runIds: [], lanes: [] }): Promise<StatusCount[]> {
    const { text, values } = countStatement(filter, elsewhere);
    return this.database.ask<StatusCount>(undefined, text, values);
  }

  async findArtifact(runId: string, artifactId: string): Promise<Artifact | undefined> {
    const text = `SELECT to_jsonb(a) AS artifact FROM ${nameOf(artifactsTable)} a WHERE run_id = $1 AND id = $2 ORDER BY ordinal DESC LIMIT 1`;
    const [row] = await this.database.ask<{ artifact: Row }>('find_artifact', text, [runId, artifactId]);
    return row && artifacts.fromRow(row.artifact);
  }

  /** The facts with `after` < sequence <= `upTo` in order, `limit` at most: all, or those of one run. */
  async factsAfter({ runId, after, upTo = Number.MAX_SAFE_INTEGER, limit }: FactRange): Promise<StoredFact[]> {
    const rows = runId === undefined
      ? await this.database.ask<Row>('facts', selectFacts, [after, upTo, limit])
      : await this.database.ask<Row>('facts_of_run', selectFactsOfRun, [after, upTo, limit, runId]);
    const missing = sourcesElsewhere(rows);
    return joinFacts(rows, missing.length ? await this.database.ask<Row>('contexts', selectContexts, [missing]) : []);
  }

  /** The sequence of the last fact that is in the rows; 0 before the first. */
  async cursor(): Promise<number> {
    const [row] = await this.database.ask<{ sequence: string }>('cursor', selectCursor, [runStream]);
    return Number(row?.sequence ?? 0);
  }

  /** @example '18.1' */
  async serverVersion(): Promise<string> {
    const [row] = await this.database.ask<{ server_version: string }>('server_version', 'SHOW server_version');
    return row?.server_version.split(' ')[0] ?? 'unknown';
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}

export function toAnsweredRun({ restarted_as, ...rows }: RunAnswer): Run {
  return toRun(rows, restarted_as);
}
