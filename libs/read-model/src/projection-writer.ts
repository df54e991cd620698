// The only writer of the read model: one connection, which holds the projection's lock for as long as it lives.
import type { Client } from 'pg';
import type { Run } from '#contracts';
import { runStream } from '#contracts';
import { connectClient, disconnect, type WriterOptions } from './client';
import { noParts, partsIn, type ContextParts } from './fact-context';
import { CursorMoved, databaseError, ReadModelUnavailable, RowsRefused } from './read-model-errors';
import { toAnsweredRun, type RunAnswer } from './read-model';
import { changedRows } from './rows';
import { saveBatchStatement, selectContextsOfRuns, selectCursor, selectRuns } from './statements';
import { storableJson } from './storable-json';
import type { Row } from './tables';

/** What the next fact of a run is folded onto; `run` is undefined before the first. */
export interface KnownRun { run: Run | undefined; parts: ContextParts }
/** `before` is the run as it is in the rows. */
export interface RunChange { before: Run | undefined; after: Run }
export interface Fault { sequence: number; runId: string; reason: string; recordedAt: string }
export interface Cursor { sequence: number; generation: number }

/** The rows move from `expected` to `upTo` at once or not at all. `factRows` are rows of `run_facts` as JSON, see `splitFact`. */
export interface Batch { expected: Cursor; upTo: number; factRows: readonly string[]; changes: readonly RunChange[]; faults: readonly Fault[] }

// Any two numbers will do, as long as every release takes the same.
const lockKeys = [0x5350_4543, 1];

export class ProjectionWriter {
  /** Settles when the connection, and with it the lock, is gone. */
  readonly lost: Promise<void>;

  constructor(protected readonly client: Client) {
    this.lost = new Promise((resolve) => { client.once('end', () => resolve()); });
  }

  /** @throws ReadModelUnavailable */
  static async connect(options: WriterOptions): Promise<ProjectionWriter> {
    return new ProjectionWriter(await connectClient(options));
  }

  /** Whether this is the writer now: false while another process is. @throws ReadModelUnavailable */
  async claim(): Promise<boolean> {
    const [row] = await this.ask<{ taken: boolean }>('claim', 'SELECT pg_try_advisory_lock($1, $2) AS taken', lockKeys);
    return row?.taken === true;
  }

  /** @throws ReadModelUnavailable */
  async cursor(): Promise<Cursor> {
    const [row] = await this.ask<{ sequence: string; generation: number }>('cursor', selectCursor, [runStream]);
    if (!row) throw new ReadModelUnavailable({ cause: 'projection_cursor is empty' });
    return { sequence: Number(row.sequence), generation: row.generation };
  }

  /** What is in the rows about those of `ids` that there are. @throws ReadModelUnavailable */
  async load(ids: readonly string[]): Promise<Map<string, KnownRun>> {
    const runs = (await this.ask<RunAnswer>('load_runs', selectRuns('WHERE r.id = ANY($1::uuid[])'), [ids])).map(toAnsweredRun);
    const contexts = await this.ask<Row>('contexts_of_runs', selectContextsOfRuns, [ids]);
    const known = new Map<string, KnownRun>(runs.map((run) => [run.id, { run, parts: noParts }]));
    for (const [id, rows] of byRun(contexts)) known.set(id, { run: known.get(id)?.run, parts: partsIn(rows) });
    return known;
  }

  /**
   * @throws CursorMoved when the rows are not where the batch begins: nothing was written
   * @throws RowsRefused when PostgreSQL will never take a row of it: nothing was written
   * @throws ReadModelUnavailable when it is away: the batch was written as a whole or not at all
   */
  async saveBatch(batch: Batch): Promise<void> {
    try {
      const [answer] = await this.ask<{ moved: number }>('save_batch', saveBatchStatement, valuesOf(batch));
      if (answer?.moved === 1) return;
    } catch (error) {
      throw error instanceof ReadModelUnavailable ? error : new RowsRefused({ cause: error });
    }
    throw new CursorMoved(batch.expected.sequence);
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    await disconnect(this.client);
  }

  /** A named statement is parsed and planned once per connection. */
  protected async ask<R>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.client.query({ name, text, values })).rows as R[];
    } catch (error) {
      throw databaseError(error);
    }
  }
}

function valuesOf({ expected, upTo, factRows, changes, faults }: Batch): unknown[] {
  const rows = changes.map(({ before, after }) => changedRows(before, after));
  return [
    runStream, expected.sequence, expected.generation, upTo,
    `[${factRows.join(',')}]`,
    storableJson(rows.map(({ run }) => run)),
    storableJson(rows.flatMap(({ tasks }) => tasks)),
    storableJson(rows.flatMap(({ artifacts }) => artifacts)),
    storableJson(rows.flatMap(({ audit }) => audit ?? [])),
    storableJson(faults.map(({ sequence, runId, reason, recordedAt }) => ({ sequence, run_id: runId, reason, recorded_at: recordedAt }))),
  ];
}

function byRun(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = row['run_id'] as string;
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}
