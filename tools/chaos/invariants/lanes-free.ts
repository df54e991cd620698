// No feature is held by a run that is over: the last fact of its lane ends a run.
import { laneOf } from '#contracts';
import { isOver } from '#domain';
import type { Invariant } from './invariant';

export const lanesFree: Invariant = async ({ scene: { log, world }, runs }) => {
  const held = await Promise.all(runs.map(async ({ featureKey }) => {
    const last = await log.lastOfLane(laneOf(world.repository, featureKey), { fresh: true });
    return last && !isOver(last.fact) ? [`the feature ${featureKey} is held by run ${last.fact.runId} at ${last.fact.stage}.${last.fact.state}`] : [];
  }));
  return held.flat();
};
