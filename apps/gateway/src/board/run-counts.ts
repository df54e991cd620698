// How many runs there are by status: what the rows count, and the runs that are counted in memory. Pure.
import { runStatuses, type Run, type RunCounts, type RunStatus } from '#contracts';
import type { StatusCount } from '#read-model';
import { isWaiting, type LaneEnds } from './run-match';

export function countsOf(rows: readonly StatusCount[], current: readonly Run[], ends: LaneEnds): RunCounts {
  const byStatus = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>;
  for (const { status, runs } of rows) byStatus[status] += runs;
  for (const { status } of current) byStatus[status] += 1;
  const waiting = rows.reduce((sum, one) => sum + one.waiting, 0) + current.filter((run) => isWaiting(run, ends)).length;
  return { total: Object.values(byStatus).reduce((sum, runs) => sum + runs, 0), waiting, byStatus };
}
