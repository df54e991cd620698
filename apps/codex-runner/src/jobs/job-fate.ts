// What becomes of a run's containers, networks and volume that are there, told from the run's last fact.
import type { StoredFact } from '#contracts';
import { isOver } from '#domain';

export interface JobFate { fate: 'leave' | 'remove'; why: string }

export interface FateQuestion {
  /** The run's last fact; undefined for a run that nobody knows. */
  last: Pick<StoredFact, 'fact'> | undefined;
  /** When the newest part of the run was made. */
  newestPartAt: Date;
  now: Date;
  graceMinutes: number;
}

/** A run can be there before its first fact can be read everywhere. */
export const unknownForMinutes = 15;
const minute = 60_000;

export function fateOf({ last, newestPartAt, now, graceMinutes }: FateQuestion): JobFate {
  if (!last) {
    return now.getTime() - newestPartAt.getTime() >= unknownForMinutes * minute
      ? { fate: 'remove', why: 'no run of this id is known' } : { fate: 'leave', why: 'its run may still become known' };
  }
  const { fact } = last;
  if (!isOver(fact)) return { fate: 'leave', why: 'its run is under way' };
  if (fact.state !== 'failed') return { fate: 'remove', why: fact.state === 'cancelled' ? 'its run was cancelled' : 'its run is over' };
  return now.getTime() - Date.parse(fact.at) >= graceMinutes * minute
    ? { fate: 'remove', why: `its run failed, and nobody has retried it within ${graceMinutes} minutes` } : { fate: 'leave', why: 'its run failed and may be retried' };
}
