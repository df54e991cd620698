// The list of runs and its counts as statements.
import { conditionsOf, isWaiting, type RunFilter } from './run-filter';
import { placeOf } from './page-cursor';
import { selectRuns } from './statements';
import { nameOf, runsTable } from './tables';

export interface Statement { text: string; values: unknown[] }

/** One run more than `limit`, so that it shows whether there are more. @throws BadPageCursor */
export function listStatement(filter: RunFilter, { cursor, limit }: { cursor?: string | undefined; limit: number }): Statement {
  const conditions = conditionsOf(filter);
  if (cursor !== undefined) {
    const { createdAt, id } = placeOf(cursor);
    conditions.addPlain(`(r.created_at, r.id) < (${conditions.parameter(createdAt)}, ${conditions.parameter(id)})`);
  }
  // Only the runs of the page are put together with all that belongs to them.
  const page = `SELECT id FROM ${nameOf(runsTable)} r ${conditions.where} ORDER BY r.created_at DESC, r.id DESC LIMIT ${conditions.parameter(limit + 1)}`;
  return { text: selectRuns(`WHERE r.id IN (${page}) ORDER BY r.created_at DESC, r.id DESC`), values: conditions.values };
}

/** What the caller counts itself: these runs, and in these lanes no run of the rows waits. */
export interface CountedElsewhere { runIds: readonly string[]; lanes: readonly string[] }

/** A row for each status: how many runs there are, and how many of them wait. */
export function countStatement(filter: RunFilter, { runIds, lanes }: CountedElsewhere): Statement {
  const conditions = conditionsOf(filter);
  const elsewhere = conditions.parameter(lanes);
  conditions.add((ids) => `r.id <> ALL(${ids}::uuid[])`, runIds.length > 0 ? runIds : undefined);
  if (filter.waiting) conditions.addPlain(`r.lane <> ALL(${elsewhere}::text[])`);
  const text = `SELECT r.status, count(*)::int AS runs, count(*) FILTER (WHERE r.status = 'failed' AND r.lane <> ALL(${elsewhere}::text[]) AND ${isWaiting})::int AS waiting
    FROM ${nameOf(runsTable)} r ${conditions.where} GROUP BY r.status`;
  return { text, values: conditions.values };
}
