// At most one container of a run works at a time, and no agent is asked again for what its stage had brought already.
import type { Invariant } from './invariant';

export const agentsOnce: Invariant = ({ scene: { world }, runs }) => {
  const sightings = world.engine?.sightings;
  if (!sightings) return [];
  return runs.flatMap(({ id, facts }) => {
    const most = sightings.mostAtOnce(id);
    const asked = sightings.of(id).filter(({ role }) => role === 'phase');
    const again = asked.filter(({ stage, createdAt }) => facts.some(({ fact }) => fact.state === 'succeeded' && fact.stage === stage && createdAt > Date.parse(fact.at)));
    const unseen = facts.at(-1)?.fact.outcome === 'succeeded' && asked.length === 0;
    return [
      ...(most > 1 ? [`run ${id} had ${most} containers at work at the same moment`] : []), ...again.map(({ name }) => `${name} was started after the success of its stage`),
      ...(unseen ? [`run ${id} succeeded, and no agent of it was seen`] : []),
    ];
  });
};
