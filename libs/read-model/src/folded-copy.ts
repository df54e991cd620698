// A second set of the tables, filled from the stream beside the live one, in the session's temporary schema: what the rows should be.
import type { Client } from 'pg';
import { connectClient, type WriterOptions } from './client';
import { ProjectionWriter, type Batch, type Cursor } from './projection-writer';
import { RowsRefused } from './read-model-errors';
import { applyDifferences, countDifferences, differencesOf, type Difference } from './differences';
import { cursorTable, factsTable, keyOf, nameOf, runsTable, tables } from './tables';

/** The sequences that the stream holds. */
export interface StreamBounds { firstSequence: number; lastSequence: number }

/**
 * Takes the stream's facts as a writer does, without a lock and without touching the live rows. Then, in `compared` or `applied`,
 * the live rows stand still until the copy has caught up with their cursor.
 *
 * Only runs whose first fact is still in the stream are compared or changed. Runs that began before it stay as they are.
 */
export class FoldedCopy {
  readonly writer: ProjectionWriter;
  private readonly copyWriter: CopyWriter;

  private constructor(private readonly client: Client, private readonly schema: string) {
    this.writer = this.copyWriter = new CopyWriter(client);
  }

  /** @throws ReadModelUnavailable */
  static async open(options: WriterOptions): Promise<FoldedCopy> {
    const client = await connectClient({ statementMilliseconds: 0, ...options });
    const { rows } = await client.query<{ schema: string }>('SELECT quote_ident(current_schema()) AS schema');
    const schema = rows[0]?.schema ?? 'public';
    for (const table of tables) {
      await client.query(`CREATE TEMPORARY TABLE ${nameOf(table)} (LIKE ${schema}.${nameOf(table)}); ALTER TABLE ${nameOf(table)} ADD PRIMARY KEY (${keyOf(table).join(', ')})`);
    }
    await client.query(`CREATE INDEX ON ${nameOf(factsTable)} (run_id, sequence); INSERT INTO ${nameOf(cursorTable)} SELECT stream, 0, 0, now() FROM ${schema}.${nameOf(cursorTable)}`);
    return new FoldedCopy(client, schema);
  }

  /** The cursor of the live rows. */
  async liveCursor(): Promise<Cursor> {
    const { rows } = await this.client.query<{ sequence: string; generation: number }>(`SELECT sequence, generation FROM ${this.schema}.${nameOf(cursorTable)}`);
    return { sequence: Number(rows[0]?.sequence ?? 0), generation: rows[0]?.generation ?? 0 };
  }

  /** What differs between the live rows and the copy, once `catchUp` has brought it to their cursor: how much, and the first `limit` of it. */
  async compared(stream: StreamBounds, limit: number, catchUp: (cursor: Cursor) => Promise<void>): Promise<{ count: number; differences: Difference[] }> {
    return this.inTransaction('BEGIN ISOLATION LEVEL REPEATABLE READ', async () => {
      await catchUp(await this.liveCursor());
      await this.chooseRuns(stream);
      return { count: await countDifferences(this.client, this.schema), differences: await differencesOf(this.client, this.schema, limit) };
    });
  }

  /** Makes the live rows what the copy says, at once for every reader; a projector that is running waits, and begins again at the cursor. @returns how many rows were changed */
  async applied(stream: StreamBounds, catchUp: (cursor: Cursor) => Promise<void>): Promise<number> {
    const cursor = `${this.schema}.${nameOf(cursorTable)}`;
    return this.inTransaction('BEGIN', async () => {
      await this.client.query(`SELECT FROM ${cursor} FOR UPDATE`);
      await catchUp(await this.liveCursor());
      await this.chooseRuns(stream);
      const changed = await applyDifferences(this.client, this.schema);
      await this.client.query(`UPDATE ${cursor} SET sequence = least(sequence, $1), generation = generation + 1, updated_at = now()`, [stream.lastSequence]);
      return changed;
    });
  }

  async close(): Promise<void> {
    await this.writer.release();
  }

  /** The runs in question: those that the copy has, and those that it should have if the live rows were right. */
  private async chooseRuns({ firstSequence, lastSequence }: StreamBounds): Promise<void> {
    const [runs, facts] = [nameOf(runsTable), nameOf(factsTable)];
    await this.client.query('DROP TABLE IF EXISTS chosen; CREATE TEMPORARY TABLE chosen (run_id uuid PRIMARY KEY)');
    await this.client.query(`INSERT INTO chosen SELECT id FROM pg_temp.${runs} UNION
      SELECT id FROM ${this.schema}.${runs} live WHERE last_sequence BETWEEN $1 AND $2 AND NOT EXISTS (SELECT FROM pg_temp.${facts} f WHERE f.run_id = live.id)`, [firstSequence, lastSequence]);
    await this.client.query(`ANALYZE chosen; ${tables.map((table) => `ANALYZE pg_temp.${nameOf(table)}`).join('; ')}`);
  }

  private async inTransaction<R>(begin: string, work: () => Promise<R>): Promise<R> {
    await this.client.query(begin);
    this.copyWriter.inTransaction = true;
    try {
      const result = await work();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** Within a transaction a refused batch must not take the rest with it. */
class CopyWriter extends ProjectionWriter {
  inTransaction = false;

  override async saveBatch(batch: Batch): Promise<void> {
    if (!this.inTransaction) return super.saveBatch(batch);
    await this.client.query('SAVEPOINT batch');
    try {
      await super.saveBatch(batch);
    } catch (error) {
      if (error instanceof RowsRefused) await this.client.query('ROLLBACK TO SAVEPOINT batch');
      throw error;
    }
    await this.client.query('RELEASE SAVEPOINT batch');
  }
}
