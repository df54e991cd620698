// What processes have cost so far, from /proc: CPU seconds and the most memory they ever held.
import { readFileSync, readdirSync } from 'node:fs';

const ticksPerSecond = 100;

export interface Cost { cpuSeconds: number; peakRssMegabytes: number }

/** Of the processes and everything below them that is alive. */
export function costOf(pids: readonly number[]): Cost {
  const family = descendants(pids);
  return {
    cpuSeconds: sum(family.map(cpuSeconds)),
    peakRssMegabytes: Math.round(sum(family.map(peakRss)) / 1024),
  };
}

export function descendants(pids: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = Number(statOf(Number(entry))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = new Set<number>();
  const visit = (pid: number): void => {
    if (found.has(pid)) return;
    found.add(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  pids.forEach(visit);
  return [...found];
}

/** The fields after the command's name: state, parent, … */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}

function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : 0;
}

function peakRss(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
