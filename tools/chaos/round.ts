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

/** `ended`: how many runs came to which end. Recovery in seconds, of the `met` runs that a strike found on their way. */
export interface RoundResult {
  fault: FaultName; seed: number; strikes: number; runs: number; ended: Record<string, number>; lost: number; duplicated: number;
  met: number; recovery_s: { p50: number; max: number }; seconds: number; breaches: Breach[];
}

export interface RoundPlan { fault: FaultName; seed: number; runs: number }

/** After the load: longer than a lost delivery takes to come again, its stage to be tried four times, and the machine to be slow. */
const patience = 180_000;
const doubling: InvariantName[] = ['effectsOnce', 'stagesOnce'];

export async function playRound(scene: Scene, { fault: name, seed, runs }: RoundPlan, report: (line: string) => void): Promise<RoundResult> {
  const begun = Date.now();
  const fault = faults[name];
  const random = new Random(seed).branch(name);
  const load = new Load(scene, Array.from({ length: runs }, (_, index) => `${String(index + 1).padStart(4, '0')}-${name}-${seed}`));
  await scene.world.prepare(scene.installation, load.features);
  const [strikes] = await Promise.all([
    strikeDuring(fault.seconds, { fault, scene, load, random, report }),
    load.drive(Math.max(fault.seconds, runs / scene.world.runsPerSecond)),
  ]);
  const open = (): number => load.accepted.filter(({ id }) => scene.watch.overAt(id) === undefined).length;
  await until('everything is over', () => (open() === 0 ? true : undefined), patience, 100).catch(() => undefined);
  const examined = await examine(scene, load);
  const breaches = await breachesIn({ scene, runs: examined, wrongAnswers: load.wrongAnswers });
  const recoveries = recoveriesOf(load.accepted.map(({ id, acceptedAt }) => ({ acceptedAt, overAt: scene.watch.overAt(id) })), strikes);
  return {
    fault: name, seed, strikes: strikes.length, runs: examined.length, ended: endsOf(examined), lost: open(),
    duplicated: new Set(breaches.filter(({ invariant }) => doubling.includes(invariant as InvariantName)).map(({ what }) => what)).size,
    met: recoveries.length, recovery_s: secondsOf(recoveries), seconds: Math.round((Date.now() - begun) / 1000), breaches,
  };
}

async function examine({ log, world }: Scene, { accepted }: Load): Promise<ExaminedRun[]> {
  const effectsOf = await world.effects();
  return Promise.all(accepted.map(async (run) => ({ ...run, facts: await log.factsOfRun(run.id), effects: effectsOf(run) })));
}

async function breachesIn(evidence: Evidence): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const [name, invariant] of Object.entries(invariants) as [InvariantName, Invariant][]) {
    for (const what of await invariant(evidence)) found.push({ invariant: name, what });
  }
  return found;
}

function endsOf(runs: readonly ExaminedRun[]): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { facts } of runs) {
    const last = facts.at(-1)?.fact;
    const end = last?.outcome ?? last?.failure?.code ?? last?.state ?? 'nothing';
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

function secondsOf(milliseconds: readonly number[]): { p50: number; max: number } {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (place: number): number => Math.round((sorted[place] ?? 0) / 100) / 10;
  return { p50: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
