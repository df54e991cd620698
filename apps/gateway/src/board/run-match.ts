// Whether a run belongs in a list, as the rows would say it if they had it. Pure.
import type { Run } from '#contracts';
import type { RunFilter } from '#read-model';

/** The last sequence of each lane of which something newer than the rows is known. */
export type LaneEnds = ReadonlyMap<string, number>;

export function laneEndsOf(current: Iterable<Run>): LaneEnds {
  const ends = new Map<string, number>();
  for (const { lane, lastSequence } of current) ends.set(lane, Math.max(lastSequence, ends.get(lane) ?? 0));
  return ends;
}

/** Failed, and no later run of its lane went on: a person has to act. */
export function isWaiting({ status, lane, lastSequence }: Run, ends: LaneEnds): boolean {
  return status === 'failed' && (ends.get(lane) ?? 0) <= lastSequence;
}

export function matches(run: Run, { status, repository, featureKey, workflow, failureCode, waiting, q, visible }: RunFilter, ends: LaneEnds): boolean {
  return (status === undefined || status.includes(run.status))
    && (repository === undefined || run.repository.toLowerCase() === repository.toLowerCase())
    && (visible === undefined || visible.some((pattern) => new RegExp(pattern, 'i').test(run.repository)))
    && (featureKey === undefined || run.featureKey === featureKey)
    && (workflow === undefined || run.workflow === workflow)
    && (failureCode === undefined || run.failure?.code === failureCode)
    && (!waiting || isWaiting(run, ends))
    && (q === undefined || searchText(run).includes(q.toLowerCase()));
}

/** What `q` is looked for in; `run-filter.ts` of the read model says the same in SQL. */
function searchText({ id, repository, featureKey, specPhase, branchName, prNumber, externalRef, createdBy }: Run): string {
  return [id, repository, featureKey, specPhase?.title, branchName, prNumber === null ? null : `#${prNumber}`, externalRef, createdBy].filter((part) => part !== null && part !== undefined).join(' ').toLowerCase();
}
