// One fault against one load: drive, strike, wait until everything accepted is over, and examine.
import { until } from '../stack/until';
import type { FaultName } from './faults/faults';
import { faults } from './faults/faults';
import type { Evidence, ExaminedRun, Invariant } from './invariants/invariant';
import { invariants, type InvariantName } from './invariants/invariants';
import { Load } from './load';
import { Random } from './random';
import type { Scene } from './scene';
import { recoveriesOf, strikeDuring } from './strikes';

export interface Breach { invariant: InvariantName | 'nothingLeft'; what: string }

/** `ended`: how many runs came to which end. Of the `met` runs that a strike found on their way: seconds from its healing to their next fact (`resumed_s`) and to their end (`recovery_s`). */
export interface RoundResult {
  fault: FaultName; seed: number; strikes: number; runs: number; ended: Record<string, number>; lost: number; duplicated: number;
  met: number; resumed_s: Spread; recovery_s: Spread; seconds: number; breaches: Breach[];
}

export interface Spread { p50: number; max: number }

export interface RoundPlan { fault: FaultName; seed: number; runs: number }

/** After the load, unless the world is a slow one: longer than a lost delivery takes to come again, its stage to be tried four times, and the machine to be slow. */
const patience = 180_000;
/** Runs whose facts are asked for side by side. */
const readAtOnce = 20;
const doubling: InvariantName[] = ['effectsOnce', 'stagesOnce', 'agentsOnce'];

export async function playRound(scene: Scene, { fault: name, seed, runs }: RoundPlan, report: (line: string) => void): Promise<RoundResult> {
  const begun = Date.now();
  const fault = faults[name];
  const random = new Random(seed).branch(name);
  const load = new Load(scene, Array.from({ length: runs }, (_, index) => `${String(index + 1).padStart(4, '0')}-${name}-${seed}`));
  await scene.world.prepare(scene.installation, load.features);
  const [strikes] = await Promise.all([
    strikeDuring(fault.seconds, { fault, scene, load, random, report }),
    load.drive(Math.max(fault.seconds, runs / (scene.world.runsPerSecond * (fault.haste ?? 1)))),
  ]);
  const open = (): number => lostOf(scene, load);
  await until('everything is over', () => (open() === 0 ? true : undefined), scene.world.patience ?? patience, 100).catch(() => undefined);
  const examined = await examine(scene, load);
  const breaches = await breachesIn({ scene, runs: examined, wrongAnswers: load.wrongAnswers });
  const recoveries = recoveriesOf(load.accepted.map(({ id, askedAt }) => ({ askedAt, overAt: scene.watch.overAt(id), moves: scene.watch.movesOf(id) })), strikes);
  return {
    fault: name, seed, strikes: strikes.length, runs: examined.length, ended: endsOf(examined), lost: open(),
    duplicated: new Set(breaches.filter(({ invariant }) => doubling.includes(invariant as InvariantName)).map(({ what }) => what)).size,
    met: recoveries.length, resumed_s: secondsOf(recoveries.map(({ moved }) => moved)), recovery_s: secondsOf(recoveries.map(({ over }) => over)), seconds: Math.round((Date.now() - begun) / 1000), breaches,
  };
}

/** How many accepted runs have not come to an end. */
export function lostOf({ watch }: Scene, { accepted }: Load): number {
  return accepted.filter(({ id }) => watch.overAt(id) === undefined).length;
}

/** Every accepted run with its facts and what it has made beyond. */
export async function examine({ log, world }: Scene, { accepted }: Load): Promise<ExaminedRun[]> {
  const effectsOf = await world.effects();
  const examined: ExaminedRun[] = [];
  for (let begin = 0; begin < accepted.length; begin += readAtOnce) {
    const some = accepted.slice(begin, begin + readAtOnce).map(async (run) => ({ ...run, facts: await log.factsOfRun(run.id), effects: effectsOf(run) }));
    examined.push(...await Promise.all(some));
  }
  return examined;
}

export async function breachesIn(evidence: Evidence): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const [name, invariant] of Object.entries(invariants) as [InvariantName, Invariant][]) {
    for (const what of await invariant(evidence)) found.push({ invariant: name, what });
  }
  return found;
}

/** How many runs came to which end: its outcome, or the code of its failure. */
export function endsOf(runs: readonly ExaminedRun[]): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { facts } of runs) {
    const last = facts.at(-1)?.fact;
    const end = last?.outcome ?? last?.failure?.code ?? last?.state ?? 'nothing';
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

function secondsOf(milliseconds: readonly number[]): Spread {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (place: number): number => Math.round((sorted[place] ?? 0) / 100) / 10;
  return { p50: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
