// A run as the brakes see it, and which runs say what.
import type { BrakeCode, BrakeLimits, RunStatus } from '#contracts';

/** `tasksDigest` is of the tasks.md that the run found, `headSha` the commit that it published; null for what it did not come to. Times are ISO 8601 in UTC. */
export interface PastRun {
  id: string;
  status: RunStatus;
  failureCode: string | null;
  tasksDigest: string | null;
  headSha: string | null;
  prUrl: string | null;
  dryRun: boolean;
  createdAt: string;
  finishedAt: string | null;
}

/** When an operator released a brake last: what was before does not count any more. */
export type Releases = Partial<Record<BrakeCode, string>>;

export interface BrakeQuestion {
  /** Of one feature, in any order. */
  runs: readonly PastRun[];
  limits: BrakeLimits;
  releases: Releases;
  now: Date;
}

/** A brake that holds, without whose it is. */
export interface BrakeFinding { code: BrakeCode; message: string; remediation: string; count: number; limit: number; since: string; until: string | null }

export type EndedRun = PastRun & { finishedAt: string };

/** Runs that ended after `moment`, the newest first. What a person cancelled and what was a dry run tells nothing about the feature. */
export function endedAfter(runs: readonly PastRun[], moment = ''): EndedRun[] {
  return runs
    .filter((run): run is EndedRun => run.finishedAt !== null && run.finishedAt > moment && !run.dryRun && run.status !== 'cancelled')
    .sort((one, other) => (one.finishedAt < other.finishedAt ? 1 : -1));
}
