// What is broken delays runs and does not end them: each succeeds, unless a fault was aimed at it or it waits for a person by design.
import { isOver } from '#domain';
import type { Invariant } from './invariant';

/** Whether there is a task, or whose it is, cannot be known: a second one is never risked. */
const forAPerson = ['submit.unclear', 'submit.ambiguous', 'codex.unavailable'];

export const rightEnds: Invariant = ({ runs }) => runs.flatMap(({ id, facts, shallFailWith }) => {
  const last = facts.at(-1)?.fact;
  if (!last || !isOver(last)) return []; // Another invariant says so.
  const end = last.outcome ?? last.failure?.code ?? last.state;
  const right = shallFailWith === undefined ? ['succeeded', ...forAPerson] : [shallFailWith];
  return right.includes(end) ? [] : [`run ${id} came to ${end} in ${last.stage} instead of ${right[0]}`];
});
