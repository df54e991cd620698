// The SQL of the read model, made from the tables. Names are not qualified: a table of the same name in the session's temporary schema comes first.
import {
  artifactsTable, auditsTable, columnsOf, cursorTable, factsTable, faultsTable, keyOf, nameOf, runsTable, tasksTable, type Table,
} from './tables';

/** The tables that one batch writes, in the order of the parameters of `saveBatchStatement` from $4 on. */
export const batchTables = [factsTable, runsTable, tasksTable, artifactsTable, auditsTable, faultsTable] as const;

/**
 * One batch as one statement, and so as one transaction in one round trip.
 * $1 stream, $2 the cursor's expected sequence, $3 its generation, $4 its new sequence, $5… one JSON array of rows for each of `batchTables`.
 * Nothing is written unless the cursor is where it is expected; the one row of the answer says whether it was.
 */
export const saveBatchStatement = `
WITH moved AS (
  UPDATE ${nameOf(cursorTable)} SET sequence = $4, updated_at = now() WHERE stream = $1 AND sequence = $2 AND generation = $3 RETURNING true
), ${batchTables.map((table, index) => `saved_${index} AS (${upsert(table, `$${index + 5}`)})`).join(', ')}
SELECT count(*)::int AS moved FROM moved`;

function upsert(table: Table, parameter: string): string {
  const columns = columnsOf(table);
  const changes = columns.filter((column) => !keyOf(table).includes(column)).map((column) => `${column} = excluded.${column}`);
  return `INSERT INTO ${nameOf(table)} (${columns.join(', ')})
    SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::${nameOf(table)}, ${parameter}::json) WHERE EXISTS (SELECT FROM moved)
    ON CONFLICT (${keyOf(table).join(', ')}) DO UPDATE SET ${changes.join(', ')}`;
}

/** A run with all that belongs to it, each as JSON; `r` is the run's row, `condition` and what follows it are about `r`. */
export function selectRuns(condition: string): string {
  return `
SELECT to_jsonb(r) AS run,
  (SELECT coalesce(jsonb_agg(t ORDER BY t.ordinal), '[]') FROM ${nameOf(tasksTable)} t WHERE t.run_id = r.id) AS tasks,
  (SELECT coalesce(jsonb_agg(a ORDER BY a.ordinal), '[]') FROM ${nameOf(artifactsTable)} a WHERE a.run_id = r.id) AS artifacts,
  (SELECT to_jsonb(c) FROM ${nameOf(auditsTable)} c WHERE c.run_id = r.id) AS audit,
  (SELECT n.id FROM ${nameOf(runsTable)} n WHERE n.restart_of = r.id ORDER BY n.created_at DESC, n.id DESC LIMIT 1) AS restarted_as
FROM ${nameOf(runsTable)} r ${condition}`;
}

const factColumns = 'sequence, payload, context, context_from';
export const selectFacts = `SELECT ${factColumns} FROM ${nameOf(factsTable)} WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3`;
export const selectFactsOfRun = `SELECT ${factColumns} FROM ${nameOf(factsTable)} WHERE run_id = $4 AND sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3`;
export const selectContexts = `SELECT sequence, context FROM ${nameOf(factsTable)} WHERE sequence = ANY($1::bigint[])`;
export const selectContextsOfRuns = `SELECT run_id, sequence, context FROM ${nameOf(factsTable)} WHERE run_id = ANY($1::uuid[]) AND context IS NOT NULL ORDER BY sequence`;
export const selectCursor = `SELECT sequence, generation FROM ${nameOf(cursorTable)} WHERE stream = $1`;
