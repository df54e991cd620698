// A run that is being followed: its facts folded as everybody folds them, news laid over them.
import type { EventFrame, Run } from '#contracts';
import { evolve, withNews } from '#domain';

/** @throws Error when the first facts of the run are not kept any more */
export function foldFrame(run: Run | undefined, frame: EventFrame): Run | undefined {
  if ('fact' in frame) return evolve(run, frame);
  return run && withNews(run, frame.live);
}

/** A run may have failed and been retried since: only behind what is known to have happened its end is the end. */
export function isAtItsEnd(run: Run, knownSequence: number): boolean {
  return run.finishedAt !== null && run.lastSequence >= knownSequence;
}
