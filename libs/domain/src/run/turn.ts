// Whose turn it is: the rule that makes any old message harmless, however often and however late it is delivered.
import type { Fact, StoredFact } from '#contracts';
import { nobody } from '#contracts';

export type Turn = { kind: 'act' } | { kind: 'recover'; intended: StoredFact } | { kind: 'stop' };

/**
 * A handler acts while its trigger is the last fact of the lane, or an intent that answers its trigger is (then it recovers instead of calling again).
 * An older or missing last fact is a lagging replica and stops nobody; any later fact stops.
 */
export function turnOf(triggerSequence: number, last: StoredFact | undefined): Turn {
  if (!last || last.sequence <= triggerSequence) return { kind: 'act' };
  if (last.fact.state === 'intended' && last.fact.trigger === triggerSequence) return { kind: 'recover', intended: last };
  return { kind: 'stop' };
}

/** The attempt in which a trigger is handled: a failure that is retried by itself starts the next one. */
export function attemptOf(trigger: Pick<Fact, 'state' | 'attempt'>): number {
  return trigger.state === 'failed' ? trigger.attempt + 1 : trigger.attempt;
}

/** A run is over when nobody has to act on its last fact and it is not an intent. */
export function isOver(last: Pick<Fact, 'state' | 'next'>): boolean {
  return last.next === nobody && last.state !== 'intended';
}
