// Plays the rounds that were asked for on one installation and says what was broken.
import type { ChaosArguments } from './chaos-arguments';
import { countedWorld } from './counted/counted-world';
import type { Fault } from './faults/fault';
import { faults as allFaults, type FaultName } from './faults/faults';
import { nothingLeft } from './invariants/nothing-left';
import { Random } from './random';
import { playRound, type Breach, type RoundResult } from './round';
import { sandboxedWorld } from './sandboxed/sandboxed-world';
import { openScene } from './scene';
import type { World } from './world';

export interface ChaosOutcome { results: RoundResult[]; breaches: Breach[] }

/** @param onResult hears of each round as soon as it is over */
export async function chaos({ runs, seed, faults, real }: ChaosArguments, report: (line: string) => void, onResult: (result: RoundResult) => void = () => undefined): Promise<ChaosOutcome> {
  const world = real ? sandboxedWorld() : await countedWorld(new Random(seed).branch('world'));
  const scene = await openScene(world);
  const results: RoundResult[] = [];
  try {
    for (const fault of faults.filter((name) => canBeTried(name, world))) {
      report(`${fault} …`);
      const result = await playRound(scene, { fault, seed, runs }, report);
      onResult(result);
      results.push(result);
    }
  } finally {
    await scene.stop();
    await world.close();
  }
  const left = nothingLeft(scene).map((what): Breach => ({ invariant: 'nothingLeft', what }));
  const breaches = [...results.flatMap((result) => result.breaches), ...left];
  // What is left of a broken installation tells why.
  if (breaches.length === 0) scene.remove();
  else report(`What was stored and logged is kept in ${scene.folder}`);
  return { results, breaches };
}

function canBeTried(name: FaultName, { name: world }: World): boolean {
  const { worlds }: Fault = allFaults[name];
  return worlds === undefined || worlds.includes(world);
}
