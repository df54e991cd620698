// A whole installation at work for long: an even load, a kill of a second replica every few seconds, and a look at the first ones, which live all the while.
import { setTimeout as pause } from 'node:timers/promises';
import { services as parts } from '#platform';
import { countedWorld } from '../chaos/counted/counted-world';
import { nothingLeft } from '../chaos/invariants/nothing-left';
import { Load } from '../chaos/load';
import { Random } from '../chaos/random';
import { breachesIn, endsOf, examine, lostOf, type Breach } from '../chaos/round';
import { openScene, type Scene } from '../chaos/scene';
import { until } from '../stack/until';
import { ProcessSamples, type Sample, type Watched } from './process-samples';
import type { SoakArguments } from './soak-arguments';
import { trendsOf, type Trend } from './trend';

export interface SoakResult { minutes: number; rate: number; seed: number; runs: number; ended: Record<string, number>; lost: number; kills: number; trends: Trend[]; breaches: Breach[] }

const sampleEvery = 5;
const progressEvery = 30;
/** After the load, for what a killed replica held. */
const patience = 180_000;

export async function soak(wanted: SoakArguments, report: (line: string) => void, onSample: (sample: Sample) => void): Promise<SoakResult> {
  const random = new Random(wanted.seed);
  const world = await countedWorld(random.branch('world'));
  const scene = await openScene(world);
  const samples = new ProcessSamples(watchedOf(scene), onSample);
  const ending = async (): Promise<void> => {
    samples.stop();
    await scene.stop();
    await world.close();
  };
  const examined = await worked(scene, wanted, { random: random.branch('kills'), samples, report }).finally(ending);
  const breaches = [...examined.breaches, ...nothingLeft(scene).map((what): Breach => ({ invariant: 'nothingLeft', what }))];
  if (breaches.length === 0) scene.remove();
  else report(`What was stored and logged is kept in ${scene.folder}`);
  const { minutes, rate, seed } = wanted;
  return { minutes, rate, seed, ...examined, trends: trendsOf(samples.samples), breaches };
}

interface Means { random: Random; samples: ProcessSamples; report: (line: string) => void }

/** Works for as long as wanted, and examines what came of it. */
async function worked(scene: Scene, wanted: SoakArguments, { samples, ...means }: Means): Promise<Pick<SoakResult, 'runs' | 'ended' | 'lost' | 'kills' | 'breaches'>> {
  samples.start(sampleEvery);
  const { load, kills } = await work(scene, wanted, means);
  samples.stop();
  means.report('Everything is over; facts, rows and effects are compared');
  const runs = await examine(scene, load);
  const breaches = await breachesIn({ scene, runs, wrongAnswers: load.wrongAnswers });
  return { runs: runs.length, ended: endsOf(runs), lost: lostOf(scene, load), kills, breaches };
}

/** The first replica of every service, and the servers. */
function watchedOf({ stack: { services, infrastructure: { servers } } }: Scene): Watched {
  return {
    ...Object.fromEntries(parts.map((part) => [part, () => services.named(part)[0]?.pid])),
    nats: () => servers.nats?.pid,
    postgres: () => servers.postgres?.pid,
  };
}

async function work(scene: Scene, { minutes, rate, killEvery }: SoakArguments, { random, report }: Omit<Means, 'samples'>): Promise<{ load: Load; kills: number }> {
  const seconds = minutes * 60;
  const load = new Load(scene, Array.from({ length: Math.round(seconds * rate) }, (_, place) => `${String(place + 1).padStart(5, '0')}-soak`));
  const over = new AbortController();
  const open = (): number => lostOf(scene, load);
  const progress = setInterval(() => report(`${load.accepted.length} runs accepted, ${open()} on their way`), progressEvery * 1000);
  try {
    const killing = kill(scene, killEvery, random, over.signal);
    await load.drive(seconds);
    over.abort();
    await until('everything is over', () => (open() === 0 ? true : undefined), patience, 200).catch(() => undefined);
    return { load, kills: await killing };
  } finally {
    clearInterval(progress);
    over.abort();
  }
}

/** Second replicas only: what grows shows in a process that lives. @returns how many there were */
async function kill({ stack: { services } }: Scene, everySeconds: number, random: Random, signal: AbortSignal): Promise<number> {
  let kills = 0;
  for (;;) {
    await pause(everySeconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    await services.named(random.pick(parts))[1]?.kill();
    kills += 1;
  }
}
