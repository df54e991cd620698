// What is asked of the read model. It connects when it is first asked, and again after PostgreSQL was away.
import { Pool } from 'pg';
import type { Artifact, Run, RunStatus, StoredFact, WorkflowName } from '#contracts';
import { runStream } from '#contracts';
import { joinFacts, sourcesElsewhere } from './fact-context';
import { pageCursorAfter, placeOf } from './page-cursor';
import { databaseError } from './read-model-errors';
import { artifacts, toRun, type RunRows } from './rows';
import { selectContexts, selectCursor, selectFacts, selectFactsOfRun, selectRuns } from './statements';
import { artifactsTable, nameOf, type Row } from './tables';

export interface ReadModelOptions {
  databaseUrl: string;
  /** Connections at most; 4 unless told. */
  connections?: number;
  /** How long to wait for a connection; 2000 ms unless told. */
  connectMilliseconds?: number;
  /** How long a statement may take; 5000 ms unless told. */
  statementMilliseconds?: number;
}

export interface RunFilter { status?: readonly RunStatus[] | undefined; repository?: string | undefined; featureKey?: string | undefined; workflow?: WorkflowName | undefined }
export interface RunPage { runs: Run[]; nextCursor: string | null }
export interface FactRange { runId?: string | undefined; after: number; upTo?: number | undefined; limit: number }
export type RunAnswer = RunRows & { restarted_as: string | null };

/** Every question can end in `ReadModelUnavailable`, after a few seconds at most. */
export class ReadModel {
  private readonly pool: Pool;

  constructor({ databaseUrl, connections = 4, connectMilliseconds = 2000, statementMilliseconds = 5000 }: ReadModelOptions) {
    this.pool = new Pool({
      connectionString: databaseUrl, max: connections, connectionTimeoutMillis: connectMilliseconds, keepAlive: true, application_name: 'specline-read-model',
      statement_timeout: statementMilliseconds, query_timeout: statementMilliseconds + 1000, idleTimeoutMillis: 60_000,
    });
    // An idle connection that breaks is no news: the next question opens another.
    this.pool.on('error', () => undefined);
  }

  /** The run as of its `lastSequence`. */
  async findRun(id: string): Promise<Run | undefined> {
    return (await this.loadRuns([id])).get(id);
  }

  /** Those of `ids` that there are. */
  async loadRuns(ids: readonly string[]): Promise<Map<string, Run>> {
    const rows = await this.ask<RunAnswer>('load_runs', selectRuns('WHERE r.id = ANY($1::uuid[])'), [ids]);
    return new Map(rows.map(toAnsweredRun).map((run) => [run.id, run]));
  }

  /**
   * Newest first, by `createdAt`. Runs that arrive between two pages are on neither; none is left out or shown twice.
   * @throws BadPageCursor
   */
  async listRuns(filter: RunFilter, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<RunPage> {
    const values: unknown[] = [];
    const conditions: string[] = [];
    const add = (condition: (parameter: string) => string, value: unknown): void => {
      if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
    };
    add((statuses) => `r.status = ANY(${statuses}::text[])`, filter.status);
    add((repository) => `lower(r.repository) = lower(${repository})`, filter.repository);
    add((feature) => `r.feature_key = ${feature}`, filter.featureKey);
    add((workflow) => `r.workflow = ${workflow}`, filter.workflow);
    if (cursor !== undefined) {
      const { createdAt, id } = placeOf(cursor);
      conditions.push(`(r.created_at, r.id) < ($${values.push(createdAt)}, $${values.push(id)})`);
    }
    const where = conditions.length ? `WHERE ${conditions.join(' AND ')}` : '';
    const rows = await this.ask<RunAnswer>(undefined, selectRuns(`${where} ORDER BY r.created_at DESC, r.id DESC LIMIT $${values.push(limit + 1)}`), values);
    const runs = rows.slice(0, limit).map(toAnsweredRun);
    const last = runs.at(-1);
    return { runs, nextCursor: rows.length > limit && last ? pageCursorAfter(last) : null };
  }

  async findArtifact(runId: string, artifactId: string): Promise<Artifact | undefined> {
    const text = `SELECT to_jsonb(a) AS artifact FROM ${nameOf(artifactsTable)} a WHERE run_id = $1 AND id = $2 ORDER BY ordinal DESC LIMIT 1`;
    const [row] = await this.ask<{ artifact: Row }>('find_artifact', text, [runId, artifactId]);
    return row && artifacts.fromRow(row.artifact);
  }

  /** The facts with `after` < sequence <= `upTo` in order, `limit` at most: all, or those of one run. */
  async factsAfter({ runId, after, upTo = Number.MAX_SAFE_INTEGER, limit }: FactRange): Promise<StoredFact[]> {
    const rows = runId === undefined
      ? await this.ask<Row>('facts', selectFacts, [after, upTo, limit])
      : await this.ask<Row>('facts_of_run', selectFactsOfRun, [after, upTo, limit, runId]);
    const missing = sourcesElsewhere(rows);
    return joinFacts(rows, missing.length ? await this.ask<Row>('contexts', selectContexts, [missing]) : []);
  }

  /** The sequence of the last fact that is in the rows; 0 before the first. */
  async cursor(): Promise<number> {
    const [row] = await this.ask<{ sequence: string }>('cursor', selectCursor, [runStream]);
    return Number(row?.sequence ?? 0);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** A named statement is parsed and planned once per connection. */
  private async ask<R>(name: string | undefined, text: string, values: unknown[]): Promise<R[]> {
    try {
      const { rows } = await this.pool.query({ ...(name ? { name } : {}), text, values });
      return rows as R[];
    } catch (error) {
      throw databaseError(error);
    }
  }
}

export function toAnsweredRun({ restarted_as, ...rows }: RunAnswer): Run {
  return toRun(rows, restarted_as);
}
