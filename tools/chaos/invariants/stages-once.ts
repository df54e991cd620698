// A stage succeeds once in an attempt, and a run that succeeded has the success of each stage of its chain.
import { attemptOf } from '#domain';
import type { Invariant } from './invariant';

export const stagesOnce: Invariant = ({ runs }) => runs.flatMap(({ id, facts }) => {
  const successes = facts.filter(({ fact }) => fact.state === 'succeeded').map(({ fact }) => `${fact.stage}/${attemptOf(fact)}`);
  const repeated = successes.filter((success, place) => successes.indexOf(success) !== place).map((success) => `run ${id}: ${success} succeeded more than once`);
  const last = facts.at(-1)?.fact;
  const chain = last?.outcome === 'succeeded' ? last.context.chain : [];
  return [...repeated, ...chain.filter((stage) => !successes.some((success) => success.startsWith(`${stage}/`))).map((stage) => `run ${id} succeeded without ${stage}`)];
});
