// What a fact means to somebody who waits for the end of a run.
import type { Fact, RunEvent } from '#contracts';
import { isOver } from './turn';

/** The end of the run that the fact is, or undefined when the run goes on. */
export function runEventOf(fact: Pick<Fact, 'state' | 'next' | 'outcome'>): RunEvent | undefined {
  if (!isOver(fact)) return undefined;
  switch (fact.state) {
    case 'failed': return 'run.failed';
    case 'cancelled': return 'run.cancelled';
    case 'succeeded': return `run.${fact.outcome ?? 'succeeded'}`;
    default: return undefined;
  }
}
