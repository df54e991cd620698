// The Docker Engine ends or stands still, a job is removed or killed by hand, the next name or the image is taken away, or the runner dies while its job goes on.
import { setTimeout as pause } from 'node:timers/promises';
import { writingSteps } from '#domain';
import { jobName, type JobKey } from '../../../apps/codex-runner/src/jobs/job';
import { until } from '../../stack/until';
import type { JobEngine } from '../jobs/job-engine';
import type { SeenJob } from '../jobs/job-sightings';
import type { Random } from '../random';
import type { Scene } from '../scene';
import type { Fault } from './fault';

type Strike = (engine: JobEngine, random: Random, scene: Scene) => Promise<string>;

const patience = 30_000;

const strikes: readonly [Strike, ...Strike[]] = [engineEnds, engineStandsStill, jobTaken, runnerDies, nameTaken, imageMissing];

export const docker: Fault = {
  strikes: 8, seconds: 100, inJobsWorld: { mostRuns: 10 },
  strike: async (scene, random) => {
    const { engine } = scene.world;
    if (!engine) throw new Error('there is no engine in this world');
    return random.pick(strikes)(engine, random, scene);
  },
};

async function engineEnds({ docker: engine }: JobEngine, random: Random): Promise<string> {
  const [kill, seconds] = [random.chance(0.6), random.chance(0.5) ? 0 : Math.round(random.between(3, 8))];
  await engine.stopDaemon({ kill });
  await pause(seconds * 1000);
  await engine.startDaemonAgain();
  return `${kill ? 'kill -9' : 'orderly stop'} of dockerd${seconds > 0 ? `, ${seconds} s away` : ''}`;
}

async function engineStandsStill({ docker: { daemonPid } }: JobEngine, random: Random): Promise<string> {
  const seconds = Math.round(random.between(3, 20));
  if (daemonPid === undefined) throw new Error('the engine is not ours');
  process.kill(daemonPid, 'SIGSTOP');
  try {
    await pause(seconds * 1000);
  } finally {
    process.kill(daemonPid, 'SIGCONT');
  }
  return `SIGSTOP of dockerd for ${seconds} s`;
}

async function jobTaken(engine: JobEngine, random: Random): Promise<string> {
  const command = random.chance(0.5) ? ['rm', '--force'] : ['kill'];
  const job = await jobAtWork(engine, random);
  if (!job) return 'no job was at work to be removed';
  // It may be over by now.
  await engine.docker.run([...command, job.name]).catch(() => undefined);
  return `docker ${command.join(' ')} of a job at ${job.stage} (${job.role})`;
}

async function runnerDies(engine: JobEngine, random: Random, { stack }: Scene): Promise<string> {
  const both = random.chance(0.5);
  const runners = stack.services.named('codex-runner');
  const chosen = both ? runners : [random.pick([runners[0], runners[1]])].flatMap((one) => one ?? []);
  const job = await jobAtWork(engine, random);
  await Promise.all(chosen.map((runner) => runner.kill()));
  return `kill -9 of ${both ? 'both runners' : 'a runner'}${job ? ` while a job was at ${job.stage} (${job.role})` : ''}`;
}

/** Somebody has a container of the name that a run needs next. */
async function nameTaken(engine: JobEngine, random: Random): Promise<string> {
  const seconds = Math.round(random.between(5, 12));
  const job = await jobAtWork(engine, random);
  const next = job && nextOf(job);
  if (!next) return 'no job was at work whose next name could be taken';
  const name = jobName(next);
  const taken = await engine.docker.run(['run', '--detach', '--name', name, engine.image, 'sleep', '600']).then(() => true, () => false);
  if (!taken) return 'the next name was in use already';
  await pause(seconds * 1000);
  await engine.docker.run(['rm', '--force', name]);
  return `somebody's container had the name of a job at ${next.stage} (${next.role}) for ${seconds} s`;
}

/** Its tag is gone, as in an update by hand. */
async function imageMissing({ docker: engine, image }: JobEngine, random: Random): Promise<string> {
  const seconds = Math.round(random.between(3, 8));
  const kept = `${image}-kept`;
  await engine.run(['tag', image, kept]);
  await engine.run(['rmi', image]);
  await pause(seconds * 1000);
  await engine.run(['tag', kept, image]);
  await engine.run(['rmi', kept]);
  return `the job image was not there for ${seconds} s`;
}

/** The container that a run starts when this job is done: the agent of the step, or the next step's checkout. */
export function nextOf({ runId, stage, attempt, role }: JobKey): JobKey | undefined {
  if (role === 'checkout') return { runId, stage, attempt, role: 'phase' };
  const next = writingSteps[writingSteps.findIndex((step) => step === stage) + 1];
  return next && { runId, stage: next, attempt, role: 'checkout' };
}

async function jobAtWork(engine: JobEngine, random: Random): Promise<SeenJob | undefined> {
  const choice = random.next();
  return until('a job is at work', async () => {
    const jobs = await engine.jobsAtWork().catch(() => []);
    return jobs[Math.floor(choice * jobs.length)];
  }, patience, 200).catch(() => undefined);
}
