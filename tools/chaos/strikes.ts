// Lets a fault strike at drawn moments while a load is driven, and remembers when.
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './faults/fault';
import type { Load } from './load';
import type { Random } from './random';
import type { Scene } from './scene';

/** The rest is what the strikes themselves take. */
const shareOfGaps = 0.5;

/** Times in milliseconds since 1970; `healedAt` is when what was broken was whole again. */
export interface Strike { what: string; at: number; healedAt: number }

export async function strikeDuring(seconds: number, { fault, scene, load, random, report }: { fault: Fault; scene: Scene; load: Load; random: Random; report: (line: string) => void }): Promise<Strike[]> {
  const strikes: Strike[] = [];
  for (let number = 1; number <= fault.strikes; number += 1) {
    await pause(random.between(0.3, 1.7) * shareOfGaps * seconds * 1000 / (fault.strikes + 1));
    const at = Date.now();
    const what = await fault.strike(scene, random, load);
    strikes.push({ what, at, healedAt: Date.now() });
    report(`  ${what}`);
  }
  return strikes;
}

/** Milliseconds from the healing of the first strike that met the run: until its next fact, and until its end. */
export interface Recovery { moved: number; over: number }

/** Of each run that a strike met on its way, or while it was being asked for. */
export function recoveriesOf(runs: readonly { askedAt: number; overAt: number | undefined; moves: readonly number[] }[], strikes: readonly Strike[]): Recovery[] {
  return runs.flatMap(({ askedAt, overAt, moves }) => {
    const met = overAt && strikes.find(({ at, healedAt }) => askedAt <= healedAt && overAt > at);
    if (!met) return [];
    const since = (moment: number): number => Math.max(0, moment - met.healedAt);
    return [{ moved: since(moves.find((moment) => moment > met.healedAt) ?? met.healedAt), over: since(overAt) }];
  });
}
