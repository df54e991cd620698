// One page of the list of runs: the rows, and what has changed since they were written.
import type { Run } from '#contracts';
import type { PagePlace, RunFilter } from '#read-model';
import { laneEndsOf, matches } from './run-match';

export interface PageQuestion {
  /** A page of rows, newest first, as they are now. */
  rows: readonly Run[];
  /** Whether there are rows after them. */
  hasMore: boolean;
  /** Every run that has changed since the rows were written, as it is now. */
  current: readonly Run[];
  filter: RunFilter;
  /** The page begins after this place. */
  from: PagePlace | undefined;
  limit: number;
}

/** `after` is the place after which the next page begins. */
export function pageOf({ rows, hasMore, current, filter, from, limit }: PageQuestion): { runs: Run[]; after: PagePlace | null } {
  const end = hasMore ? rows.at(-1) : undefined;
  const known = new Set(rows.map(({ id }) => id));
  const added = current.filter((run) => !known.has(run.id) && (!from || isAfter(run, from)) && (!end || isAfter(end, run)));
  const ends = laneEndsOf(current);
  const all = [...rows, ...added].filter((run) => matches(run, filter, ends)).sort((one, other) => (isAfter(one, other) ? 1 : -1));
  const runs = all.slice(0, limit);
  const last = runs.at(-1);
  if (all.length > limit && last) return { runs, after: last };
  return { runs, after: end ?? null };
}

/** Whether `one` comes after `other` in a list with the newest first. */
function isAfter(one: PagePlace, other: PagePlace): boolean {
  return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}
