// Orders several answers to the same prompt: what fits and does the phase comes first, and of those the smaller change.
import type { Candidate } from '#contracts';

/** What is known of one answer. `findings` counts what a reviewer should look at; `refused` says why it cannot be published at all. */
export interface CheckedCandidate extends Pick<Candidate, 'candidate' | 'ticked' | 'foreignTicks' | 'findings' | 'sizeBytes' | 'patch'> {
  openTasks: number;
  refused: string | null;
}

type Measure = (one: CheckedCandidate) => number;

/** From the weightiest to the least; smaller is better. The agent's own order decides at last. */
const measures: readonly Measure[] = [
  (one) => (one.refused === null ? 0 : 1),
  (one) => (one.refused === null || one.patch ? 0 : 1),
  (one) => -one.ticked,
  (one) => one.foreignTicks,
  (one) => one.findings,
  (one) => one.sizeBytes,
  (one) => one.candidate,
];

/** Pure. Best first. `wanted` is the candidate that a person has chosen; otherwise the best one is, if it can be published. */
export function rankCandidates(checked: readonly CheckedCandidate[], wanted?: number): Candidate[] {
  const ordered = [...checked].sort(compare);
  const chosen = wanted ?? ordered.find(({ refused }) => refused === null)?.candidate;
  return ordered.map(({ refused, openTasks, ...one }, index) => ({
    ...one, rank: index + 1, chosen: one.candidate === chosen, applies: refused === null,
    why: refused ?? `${one.ticked} of ${openTasks} tasks ticked${one.foreignTicks > 0 ? `, ${one.foreignTicks} of other phases` : ''}, ${one.findings} findings, ${one.sizeBytes} bytes`,
  }));
}

function compare(left: CheckedCandidate, right: CheckedCandidate): number {
  for (const measure of measures) {
    const difference = measure(left) - measure(right);
    if (difference !== 0) return difference;
  }
  return 0;
}
