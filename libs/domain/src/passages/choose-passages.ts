// Chooses the passages that go into a prompt: the nearest to the tasks that fit the budget, shown in the order of the documents.
import { estimatedTokens } from './estimated-tokens';
import type { Passage } from './passage';
import { quoted } from './passage-section';

/** `score` from 0 to 1; the nearest of all has 1. */
export interface ChosenPassage extends Passage { score: number; tokens: number }

/** What a ranking says: one row per question, in it how near each passage is; 0 is not near at all, and only the order within a row counts. */
export type Nearness = readonly (readonly number[])[];

/** The smaller, the more the first place of one task counts against middling places of many. Measured: each task wants its own passage. */
const rankOffset = 1;

/** Pure. The rows are brought together by rank, since the nearness of one task cannot be compared with that of another. */
export function choosePassages(passages: readonly Passage[], nearness: Nearness, budget: number): ChosenPassage[] {
  const scores = fused(passages.length, nearness);
  const best = Math.max(...scores, Number.MIN_VALUE);
  const order = [...passages.keys()].filter((index) => (scores[index] ?? 0) > 0).sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
  const chosen = new Map<number, ChosenPassage>();
  let left = budget;
  for (const index of order) {
    const passage = passages[index];
    if (!passage) continue;
    const tokens = estimatedTokens(quoted(passage));
    if (tokens > left) continue;
    left -= tokens;
    chosen.set(index, { ...passage, score: Math.round((scores[index] ?? 0) / best * 1000) / 1000, tokens });
  }
  return [...chosen].sort(([one], [other]) => one - other).map(([, passage]) => passage);
}

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
function fused(count: number, nearness: Nearness): number[] {
  const scores = new Array<number>(count).fill(0);
  for (const row of nearness) {
    const order = [...row.keys()].filter((index) => index < count && (row[index] ?? 0) > 0).sort((one, other) => (row[other] ?? 0) - (row[one] ?? 0) || one - other);
    order.forEach((index, rank) => { scores[index] = (scores[index] ?? 0) + 1 / (rankOffset + rank); });
  }
  return scores;
}
