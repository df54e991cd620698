// Every accepted run comes to exactly one end, and nothing is said after it.
import { isOver } from '#domain';
import type { Invariant } from './invariant';

export const oneEnd: Invariant = ({ runs }) => runs.flatMap(({ id, facts }) => {
  const ends = facts.filter(({ fact }) => isOver(fact)).length;
  const last = facts.at(-1)?.fact;
  if (!last) return [`run ${id} has no facts`];
  return ends === 1 && isOver(last) ? [] : [`run ${id} has ${ends} ends; its last fact is ${last.stage}.${last.state}.${last.next}`];
});
