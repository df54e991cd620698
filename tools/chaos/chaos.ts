// Plays the rounds that were asked for on one installation and says what was broken.
import type { ChaosArguments } from './chaos-arguments';
import { countedWorld } from './counted/counted-world';
import type { Fault } from './faults/fault';
import { faults as allFaults, type FaultName } from './faults/faults';
import { privateDockerObstacle } from '../images/docker-obstacle';
import { nothingLeft, nothingOfEngine } from './invariants/nothing-left';
import { jobsWorld } from './jobs/jobs-world';
import { Random } from './random';
import { playRound, type Breach, type RoundResult } from './round';
import { sandboxedWorld } from './sandboxed/sandboxed-world';
import { openScene } from './scene';
import { SmallDisk } from '../stack/small-disk';
import type { World } from './world';

export interface ChaosOutcome { results: RoundResult[]; breaches: Breach[] }

/** @param onResult hears of each round as soon as it is over */
export async function chaos({ runs, seed, faults, real }: ChaosArguments, report: (line: string) => void, onResult: (result: RoundResult) => void = () => undefined): Promise<ChaosOutcome> {
  const world = real ? sandboxedWorld() : await countedWorld(new Random(seed).branch('world'));
  const play: Rounds = { world, runs, seed, report, onResult };
  const inJobsWorld = (name: FaultName): boolean => 'inJobsWorld' in allFaults[name];
  const needsDisks = (name: FaultName): boolean => 'onSmallDisks' in allFaults[name];
  const wanted = faults.filter((name) => !inJobsWorld(name) && canBeTried(name, world));
  try {
    const usual = await playOn(wanted.filter((name) => !needsDisks(name)), play);
    const onDisks = wanted.filter(needsDisks);
    const obstacle = onDisks.length > 0 ? SmallDisk.obstacle() : undefined;
    if (obstacle) report(`Full disks are left out, since none can be mounted here: ${obstacle}`);
    const full = await playOn(obstacle ? [] : onDisks, play, { onSmallDisks: true });
    const withJobs = await playWithJobs(faults.filter(inJobsWorld), play);
    const played = [usual, full, withJobs];
    return { results: played.flatMap(({ results }) => results), breaches: played.flatMap(({ breaches }) => breaches) };
  } finally {
    await world.close();
  }
}

/** On an installation whose runs have containers in a Docker Engine of its own, which goes with it. */
async function playWithJobs(faults: readonly FaultName[], play: Rounds): Promise<ChaosOutcome> {
  const obstacle = faults.length > 0 ? privateDockerObstacle() : undefined;
  if (obstacle) play.report(`Docker is left out, since no engine can be broken here: ${obstacle}`);
  if (obstacle !== undefined || faults.length === 0) return { results: [], breaches: [] };
  const world = await jobsWorld();
  const { results, breaches } = await playOn(faults, { ...play, world }).finally(() => world.close());
  const left = nothingOfEngine(world.engine.folder).map((what): Breach => ({ invariant: 'nothingLeft', what }));
  return { results, breaches: [...breaches, ...left] };
}

interface Rounds { world: World; runs: number; seed: number; report: (line: string) => void; onResult: (result: RoundResult) => void }

/** All these faults on one installation. */
async function playOn(faults: readonly FaultName[], { world, runs, seed, report, onResult }: Rounds, kind: { onSmallDisks?: boolean } = {}): Promise<ChaosOutcome> {
  if (faults.length === 0) return { results: [], breaches: [] };
  const scene = await openScene(world, kind);
  const results: RoundResult[] = [];
  try {
    for (const fault of faults) {
      report(`${fault} …`);
      const result = await playRound(scene, { fault, seed, runs: runsOf(fault, runs) }, report);
      onResult(result);
      results.push(result);
    }
  } finally {
    await scene.stop();
  }
  const left = nothingLeft(scene).map((what): Breach => ({ invariant: 'nothingLeft', what }));
  const breaches = [...results.flatMap((result) => result.breaches), ...left];
  // What is left of a broken installation tells why.
  if (breaches.length === 0) scene.remove();
  else report(`What was stored and logged is kept in ${scene.folder}`);
  return { results, breaches };
}

function runsOf(name: FaultName, wanted: number): number {
  const { inJobsWorld }: Fault = allFaults[name];
  return Math.min(wanted, inJobsWorld?.mostRuns ?? wanted);
}

function canBeTried(name: FaultName, { name: world }: World): boolean {
  const { worlds }: Fault = allFaults[name];
  return worlds === undefined || worlds.includes(world);
}
