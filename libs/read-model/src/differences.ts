// Where the live rows and their folded copy differ, for the runs in `chosen`, and how the live ones become equal.
import type { ClientBase } from 'pg';
import { columnsOf, factsTable, faultsTable, keyOf, nameOf, runTables, type Row, type Table } from './tables';

/** A row that one side lacks is null there. */
export interface Difference { table: string; live: Row | null; folded: Row | null }

const compared: readonly Table[] = [...Object.values(runTables), factsTable];
const runOf = (table: Table): string => (columnsOf(table).includes('run_id') ? 'run_id' : 'id');

function differing(table: Table, schema: string): string {
  const key = keyOf(table).join(', ');
  return `FROM ${schema}.${nameOf(table)} live FULL JOIN pg_temp.${nameOf(table)} folded USING (${key})
    WHERE coalesce(live.${runOf(table)}, folded.${runOf(table)}) IN (SELECT run_id FROM chosen) AND to_jsonb(live) IS DISTINCT FROM to_jsonb(folded)`;
}

export async function countDifferences(client: ClientBase, schema: string): Promise<number> {
  let count = 0;
  for (const table of compared) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) ${differing(table, schema)}`);
    count += Number(rows[0]?.count);
  }
  return count;
}

export async function differencesOf(client: ClientBase, schema: string, limit: number): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const table of compared) {
    const text = `SELECT '${nameOf(table)}' AS table, to_jsonb(live) AS live, to_jsonb(folded) AS folded ${differing(table, schema)} ORDER BY ${keyOf(table).join(', ')} LIMIT $1`;
    found.push(...(await client.query<Difference>(text, [limit - found.length])).rows);
  }
  return found;
}

/** @returns how many rows were written or deleted */
export async function applyDifferences(client: ClientBase, schema: string): Promise<number> {
  let changed = 0;
  for (const table of [...compared, faultsTable]) {
    const [live, folded] = [`${schema}.${nameOf(table)}`, `pg_temp.${nameOf(table)}`];
    const key = keyOf(table);
    const columns = columnsOf(table).join(', ');
    const sameRow = key.map((column) => `live.${column} = folded.${column}`).join(' AND ');
    const changes = columnsOf(table).filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`).join(', ');
    const deleted = await client.query(`DELETE FROM ${live} live WHERE ${runOf(table)} IN (SELECT run_id FROM chosen) AND NOT EXISTS (SELECT FROM ${folded} folded WHERE ${sameRow})`);
    const written = await client.query(`INSERT INTO ${live} (${columns}) SELECT ${columns} FROM ${folded} folded WHERE ${runOf(table)} IN (SELECT run_id FROM chosen)
      AND NOT EXISTS (SELECT FROM ${live} live WHERE ${sameRow} AND to_jsonb(live) IS NOT DISTINCT FROM to_jsonb(folded)) ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changes}`);
    if (table !== faultsTable) changed += (deleted.rowCount ?? 0) + (written.rowCount ?? 0);
  }
  return changed;
}
