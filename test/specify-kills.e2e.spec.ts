// The runner and the publisher die with kill -9 while specifications are in every phase: each still becomes one draft pull request, written once.
import { spawn, type ChildProcess } from 'node:child_process';
import type { RunView } from '#contracts';
import { dockerObstacle } from '../tools/images/docker-obstacle';
import { until } from '../tools/stack/until';
import { createRepository, repository, startJobMachine, type JobMachine } from './job-machine.fixture';
import { killAndAwait } from './observation.fixture';

const reason = dockerObstacle();
if (reason) console.warn(`Deaths beside job containers are not tested: ${reason}`);

const steps = ['specify', 'plan', 'tasks'] as const;
const slow = 'acme/slow';
interface Event { status: string; name: string; run: string; role: string }

(reason ? describe.skip : describe)('one kill of the publisher and one of the runner, with runs in prepare, specify, plan, tasks, publish and cleanup', () => {
  let machine: JobMachine;
  let events: Event[];
  let watching: ChildProcess;
  let runs: Record<'prepare' | (typeof steps)[number] | 'cleanup', RunView>;
  /** When, as facts tell time. */
  const killed: { publisher?: string; runner?: string } = {};

  beforeAll(async () => {
    machine = await startJobMachine();
    const { specline, model } = machine;
    ({ watching, events } = watch(machine));
    const github = specline.sandbox!.github.control;
    const isHeld = (path: string) => until(`a request to ${path} is held`, async () => (await github.faults()).some(({ match, hits }) => match.path === path && hits > 0) || undefined, 300_000, 200);
    await createRepository(specline, slow);
    const openings = '/repos/acme/shop/pulls$';
    await github.addFault({ match: { method: 'POST', path: openings }, delayMs: 90_000 });
    for (const step of steps) model.control.behave({ behaviour: { kind: 'holds' }, step, words: `-at-${step}: ` });
    const ids = [await machine.begin({ featureKey: 'at-cleanup' })];
    for (const step of steps) ids.push(await machine.begin({ featureKey: `at-${step}` }));
    for (const [index, step] of steps.entries()) await until(`an agent is at work on ${step}`, () => model.control.conversations(ids[index + 1]).find((one) => one.step === step && one.outputs.length === 1), 300_000);
    await isHeld(openings);
    killed.publisher = new Date().toISOString();
    await killAndAwait(specline, 'publisher');
    const looks = '/repos/acme/slow';
    // The runner gives up after 20 s, and tries again by itself.
    await github.addFault({ match: { method: 'GET', path: looks }, delayMs: 90_000, times: 20 });
    ids.push(await machine.begin({ repository: slow, featureKey: 'at-prepare' }));
    await isHeld(looks);
    // Nothing is removed while the engine stands still.
    signal(machine, 'SIGSTOP');
    await isInCleanup(machine, ids[0]!).then(() => {
      killed.runner = new Date().toISOString();
      return killAndAwait(specline, 'codex-runner');
    }).finally(() => signal(machine, 'SIGCONT'));
    await github.clearFaults();
    model.control.forgetBehaviours();
    const [cleanup, specify, plan, tasks, prepare] = await Promise.all(ids.map((id) => machine.over(id))) as [RunView, RunView, RunView, RunView, RunView];
    runs = { prepare, specify, plan, tasks, cleanup };
  }, 900_000);
  afterAll(async () => {
    watching?.kill();
    await machine?.end();
  }, 120_000);

  it('hits each run in the phase that it is aimed at', async () => {
    expect(await stageAt(machine, runs.cleanup.id, killed.publisher!)).toBe('publish');
    const hit = Object.fromEntries(await Promise.all(Object.entries(runs).map(async ([phase, { id }]) => [phase, await stageAt(machine, id, killed.runner!)] as const)));
    expect(hit).toEqual({ prepare: 'prepare', specify: 'specify', plan: 'plan', tasks: 'tasks', cleanup: 'cleanup' });
  });

  it('brings each to exactly one draft pull request', async () => {
    expect(Object.values(runs).map(({ status, failure }) => (status === 'succeeded' ? status : failure))).toEqual(Array(5).fill('succeeded'));
    const github = machine.specline.sandbox!.github.control;
    const pulls = [...await github.pullRequests({ repository }), ...await github.pullRequests({ repository: slow })];
    expect(pulls.map(({ draft, state, head }) => [draft, state, head.branch]).sort()).toEqual(Object.values(runs).map(({ branchName }) => [true, 'open', branchName]).sort());
    expect(new Set(pulls.map(({ head }) => head.branch)).size).toBe(5);
  });

  it('asks no agent twice, and no run has two containers at a time', () => {
    const starts = events.filter(({ status, role }) => status === 'start' && role === 'phase').map(({ name }) => name);
    expect(starts.sort()).toEqual(Object.values(runs).flatMap(({ id, attempt }) => steps.map((step) => `specline-${id}-${step}-${attempt}-phase`)).sort());
    expect(Object.values(runs).map(({ id }) => mostAtOnce(events.filter(({ run }) => run === id)))).toEqual(Array(5).fill(1));
  });

  it('leaves no container, network or volume', async () => {
    expect(await machine.parts()).toEqual([]);
  });
});

/** Starts and ends of job containers, as the engine tells them. */
function watch({ docker }: JobMachine): { watching: ChildProcess; events: Event[] } {
  const events: Event[] = [];
  const format = '{{.Status}} {{.Actor.Attributes.name}} {{index .Actor.Attributes "specline.run"}} {{index .Actor.Attributes "specline.role"}}';
  const watching = spawn('docker', ['events', '--filter', 'type=container', '--filter', 'event=start', '--filter', 'event=die', '--filter', 'label=specline.run', '--format', format], { env: docker.environment, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  watching.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (text + piece).split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const [status, name, run, role] = line.split(' ') as [string, string, string, string];
      if (role === 'phase' || role === 'checkout') events.push({ status, name, run, role });
    }
  });
  return { watching, events };
}

function mostAtOnce(events: readonly Event[]): number {
  let running = 0;
  return Math.max(...events.map(({ status }) => (running += status === 'start' ? 1 : -1)));
}

function isInCleanup({ specline }: JobMachine, runId: string): Promise<true> {
  return until('the runner removes what a run has left', async () => (await specline.client.run(runId)).tasks?.some(({ taskName, status }) => taskName === 'cleanup' && status === 'running') || undefined, 180_000, 200);
}

/** Which stage had to act then: the last fact before that says it. */
async function stageAt({ observation }: JobMachine, runId: string, moment: string): Promise<string> {
  const { state, stage, next } = (await observation.factsOf(runId)).findLast(({ at }) => at <= moment)!;
  return state === 'intended' ? stage : next;
}

function signal({ docker }: JobMachine, name: NodeJS.Signals): void {
  if (docker.daemonPid) process.kill(docker.daemonPid, name);
}
