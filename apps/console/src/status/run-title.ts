// What a run is called.
import type { Run } from '#contracts';

/** Its phase; before that is known, or without one, in words. */
export function titleOf({ specPhase, workflow, status, finishedAt }: Pick<Run, 'specPhase' | 'workflow' | 'status' | 'finishedAt'>): string {
  if (specPhase) return specPhase.title;
  if (workflow === 'specify') return 'Specification';
  if (status === 'no_work') return 'Nothing was open';
  return finishedAt === null ? 'Looking for the next phase' : 'No phase was found';
}
