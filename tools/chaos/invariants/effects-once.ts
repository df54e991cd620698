// Beyond the network there is at most one Codex task for an attempt, one branch and one pull request for a run; exactly one of each when it succeeded.
import type { Invariant } from './invariant';

export const effectsOnce: Invariant = ({ runs }) => runs.flatMap(({ id, facts, effects }) => {
  const least = facts.at(-1)?.fact.outcome === 'succeeded' ? 1 : 0;
  return Object.entries(effects).flatMap(([what, count]: [string, number]) => (count > 1 || count < least ? [`run ${id} has ${count} ${what}`] : []));
});
