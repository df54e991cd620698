// How work grows with its input: compared with itself within one process, because on a busy machine even processor time says little by itself.

/** Costs below this (ms of processor time) are lost in the noise. */
const noise = 50;
const step = 4;
/** Between what grows in step with its input (4) and what grows with its square (16). */
export const inStep = 8;

/**
 * The factor by which processor time grows when the input grows fourfold, the larger of two such steps up to `size`. Ends early when that is
 * beyond `inStep`, so that what would take for ever does not. A busy machine has three chances.
 */
export function growthOf(size: number, work: (size: number) => void): number {
  const small = quickest(() => work(Math.floor(size / step ** 2)));
  const middle = growth(small, () => work(Math.floor(size / step)));
  if (middle.factor >= inStep) return middle.factor;
  return Math.max(middle.factor, growth(middle.cost, () => work(size)).factor);
}

function growth(before: number, work: () => void): { factor: number; cost: number } {
  let cost = Infinity;
  for (let chance = 0; chance < 3 && cost / before >= inStep; chance += 1) cost = Math.min(cost, costOf(work));
  return { factor: cost / before, cost: Math.max(cost, noise) };
}

function quickest(work: () => void): number {
  return Math.max(noise, Math.min(costOf(work), costOf(work)));
}

/** In ms of this process's own time. */
function costOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
}
