import { until } from '../../../../tools/stack/until';
import { dockerObstacle } from '../../../../tools/images/docker-obstacle';
import { DockerBench, smallLimits } from './docker-bench.fixture';
import { dockerEngine } from './docker-engine';
import { DockerJobContainers } from './docker-job-containers';
import { jobName, workspaceName, type JobOutput } from './job';

const reason = dockerObstacle();
if (reason) console.warn(`Job containers are not tested: ${reason}`);

(reason ? describe.skip : describe)('a job container', () => {
  let bench: DockerBench;
  beforeAll(async () => { bench = await DockerBench.open(); }, 120_000);
  afterAll(() => bench?.close(), 120_000);

  it('runs its command with its files, gives every line and keeps what it left', async () => {
    const spec = bench.spec('cat in/prompt; echo oops >&2; mkdir -p out; printf result > out/result.json; exit 7', { files: [{ path: 'in/prompt', content: Buffer.from('say this\n') }] });
    const { end, output } = await bench.run(spec);
    expect(end).toMatchObject({ exitCode: 7, cause: 'exit', adopted: false, refusedHosts: [] });
    expect(output).toEqual(expect.arrayContaining<JobOutput>([{ stream: 'stdout', line: 'say this' }, { stream: 'stderr', line: 'oops' }]));
    expect(output).toHaveLength(2);
    expect(Buffer.from((await bench.containers().readFile(spec, 'out/result.json', 100))!).toString()).toBe('result');
    expect(await bench.containers().readFile(spec, 'out/other.json', 100)).toBeUndefined();
    await expect(bench.containers().readFile(spec, 'out/result.json', 3)).rejects.toMatchObject({ failure: { code: 'job.file_too_large' } });
  });

  it('is adopted by whoever comes later, running or ended, with every line from its beginning', async () => {
    const spec = bench.spec('for n in 1 2 3; do echo $n; done; until [ -e go ]; do sleep 0.1; done; echo end');
    const first = bench.run(spec);
    const seen: string[] = [];
    const begun: string[][] = [];
    const second = bench.containers().run(spec, {
      signal: new AbortController().signal, onOutput: ({ line }) => { seen.push(line); },
      onStart: async ({ adopted }) => { await new Promise(setImmediate); begun.push([String(adopted), ...seen]); },
    });
    await until('all of its lines', async () => seen.includes('3') || undefined, 30_000, 50);
    await bench.docker.run(['exec', `specline-${spec.runId}-specify-1-phase`, 'touch', '/workspace/go']);
    expect([(await first).end.exitCode, (await second).exitCode]).toEqual([0, 0]);
    expect([(await first).end.adopted, (await second).adopted].sort()).toEqual([false, true]);
    expect(begun).toEqual([[String((await second).adopted)]]);
    const third = await bench.run(spec);
    expect(third.end).toMatchObject({ adopted: true, exitCode: 0, cause: 'exit' });
    expect([seen, third.text.split('\n')]).toEqual([['1', '2', '3', 'end'], ['1', '2', '3', 'end']]);
  });

  it('that was made but never started is made anew', async () => {
    const spec = bench.spec('cat in/prompt', { files: [{ path: 'in/prompt', content: Buffer.from('today') }] });
    await bench.docker.run(['create', '--name', `specline-${spec.runId}-specify-1-phase`, bench.image, 'bash', '-c', 'echo yesterday']);
    expect(await bench.run(spec)).toMatchObject({ end: { adopted: false, exitCode: 0 }, text: 'today' });
  });

  it('that somebody else has started under its name is never taken for it', async () => {
    const spec = bench.spec('echo ours');
    await bench.docker.run(['run', '--name', jobName(spec), bench.image, 'bash', '-c', 'echo foreign']);
    await expect(bench.run(spec)).rejects.toMatchObject({ failure: { code: 'docker.conflict', retryable: true, remediation: expect.stringContaining(jobName(spec)) } });
    expect(await bench.run({ ...spec, attempt: 2 })).toMatchObject({ end: { adopted: false, exitCode: 0 }, text: 'ours' });
    await bench.docker.run(['rm', jobName(spec)]);
  });

  it('that was removed by hand is told apart', async () => {
    const spec = bench.spec('echo begun; sleep 300');
    const end = bench.containers().run(spec, {
      signal: new AbortController().signal, onOutput: () => void bench.docker.run(['rm', '--force', jobName(spec)]),
    });
    expect(await end).toMatchObject({ cause: 'lost', exitCode: -1 });
  });

  it('that somebody killed is told apart', async () => {
    const spec = bench.spec('echo begun; sleep 300');
    const end = bench.containers().run(spec, {
      signal: new AbortController().signal, onOutput: () => void bench.docker.run(['kill', jobName(spec)]),
    });
    expect(await end).toMatchObject({ cause: 'killed', exitCode: 137 });
    expect(await bench.run(spec)).toMatchObject({ end: { cause: 'killed', adopted: true } });
  });

  it('is stopped when nobody wants it any more', async () => {
    const cancel = new AbortController();
    const spec = bench.spec('trap "echo stopped; exit 3" TERM; echo begun; while :; do sleep 0.1; done');
    const lines: string[] = [];
    const run = bench.containers().run(spec, { signal: cancel.signal, onOutput: ({ line }) => { lines.push(line); cancel.abort(new Error('cancelled')); } });
    await expect(run).rejects.toThrow('cancelled');
    expect(lines).toEqual(['begun', 'stopped']);
    expect(await bench.docker.run(['inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', jobName(spec)])).toBe('exited 3');
  });

  it('that has had enough time is stopped as well, and how it ended is told', async () => {
    const enough = new AbortController();
    const spec = bench.spec('trap "exit 3" TERM; echo begun; while :; do sleep 0.1; done');
    const run = bench.containers().run(spec, { signal: new AbortController().signal, enough: enough.signal, onOutput: () => enough.abort() });
    expect(await run).toMatchObject({ cause: 'killed', exitCode: 3 });
  });

  it('is the only one of its run: the next one removes it, and keeps the workspace', async () => {
    const first = bench.spec('echo kept > file; sleep 300');
    const gone = new AbortController();
    const given = bench.containers().run(first, { signal: gone.signal, onOutput: () => undefined });
    await until('it runs', async () => (await bench.docker.run(['ps', '--format', '{{.Names}}'])).split('\n').includes(jobName(first)) || undefined, 30_000, 100);
    const second = await bench.run({ ...first, stage: 'plan', command: ['cat', 'file'] });
    expect(second.text).toBe('kept');
    expect(await given).toMatchObject({ exitCode: expect.any(Number) });
    expect((await bench.parts(first.runId)).filter((name) => name.endsWith('-phase'))).toEqual([`specline-${first.runId}-plan-1-phase`]);
    expect(await bench.containers().hasWorkspace(first.runId)).toBe(true);
  });

  it('leaves nothing once its run is removed, and removing it again is no fault', async () => {
    const spec = bench.spec('true', { egress: ['example.org'] });
    await bench.run(spec);
    const { removed, left } = await bench.containers().removeOf(spec.runId);
    expect([removed.toSorted(), left]).toEqual([[jobName(spec), `${jobName(spec)}-egress`, `${jobName(spec)}-meter`, workspaceName(spec.runId)].toSorted(), []]);
    expect(await bench.parts(spec.runId)).toEqual([]);
    expect(await bench.containers().removeOf(spec.runId)).toEqual({ removed: [], left: [] });
    expect(await bench.containers().hasWorkspace(spec.runId)).toBe(false);
  });

  it('is not started from an image that is missing, nor by an engine that is away', async () => {
    await expect(bench.containers({ image: 'nobody/nothing' }).image()).rejects.toMatchObject({ failure: { code: 'docker.image_missing', retryable: true, remediation: expect.stringContaining('SPEC_AUTOMATION_JOB_IMAGE') } });
    await expect(bench.run(bench.spec('true', { image: `sha256:${'0'.repeat(64)}` }))).rejects.toMatchObject({ failure: { code: 'docker.image_missing' } });
    const away = new DockerJobContainers(dockerEngine('unix:///nonexistent/docker.sock'), { installation: 'x', image: bench.image, limits: smallLimits, network: 'bridge', egress: [] });
    await expect(away.image()).rejects.toMatchObject({ failure: { code: 'docker.unavailable', retryable: true } });
    expect(await bench.containers().image()).toEqual({ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), codexVersion: '0.0.1', specKitVersion: '1.0.1' });
  });
});
