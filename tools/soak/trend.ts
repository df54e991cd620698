// Whether something grows: the middle of its first and of its last quarter, since single samples jump with every garbage collection.
import type { Sample } from './process-samples';

export interface Trend { process: string; memory: Change; files: Change }
/** Medians of the second and of the last quarter, and the most. The first quarter is left out, in which caches fill. */
export interface Change { early: number; late: number; most: number }

export function trendsOf(samples: readonly Sample[]): Trend[] {
  return [...new Set(samples.map(({ process }) => process))].map((process) => {
    const some = samples.filter((sample) => sample.process === process);
    return { process, memory: changeOf(some.map(({ memory }) => memory)), files: changeOf(some.map(({ files }) => files)) };
  });
}

function changeOf(values: readonly number[]): Change {
  const quarter = (number: number): number[] => values.slice(Math.floor((values.length * number) / 4), Math.floor((values.length * (number + 1)) / 4));
  return { early: median(quarter(1)), late: median(quarter(3)), most: Math.max(...values) };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
