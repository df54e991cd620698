import type { GithubCredential } from '#github';
import { StageFailure } from '#domain';
import { digestOf } from '#stage-runtime';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { StageBench, contextOf, type StageTrial } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import type { JobSpec } from '../jobs/job';
import { AgentJobs } from './agent-jobs';
import type { AgentOrder } from './agent-order';
import { transcript } from './agent-transcripts.fixture';
import { ClaudeCodeAgent } from './claude-code/claude-code-agent';
import { CodexExecAgent } from './codex-exec/codex-exec-agent';
import { CommandAgent } from './command/command-agent';
import { checked, type LocalAgents } from './local-agents';
import { ScriptedJobs, phaseFiles, type Script } from './scripted-jobs.fixture';

const key = 'sk-canary-0123456789abcdef';
const patch = 'diff --git a/a b/a\n';
const agents = (apiKey: string | undefined): LocalAgents => ({
  'codex-exec': new CodexExecAgent({ apiKey, baseUrl: undefined, model: undefined }),
  'claude-code': new ClaudeCodeAgent({ apiKey, baseUrl: undefined, model: undefined }),
  command: new CommandAgent({ argv: ['agent'], environment: {}, egress: [] }),
});
const order: AgentOrder = { agent: 'codex-exec', prompt: 'Do the phase.', repository: 'acme/web', base: { branch: 'main', sha: discovered.baseSha }, featureDirectory: 'specs/003-cart' };
const success: Script = { output: transcript('codex-exec', 'success'), files: phaseFiles(patch) };

describe('an agent in job containers', () => {
  let bench: StageBench;
  beforeEach(() => { bench = new StageBench(); });
  afterEach(() => bench.close());

  const trialOf = () => bench.start('submit', contextOf({ repository: 'acme/web' }));
  const jobs = (phase: Script = success, checkout: Script = {}) => new ScriptedJobs(({ role }) => (role === 'phase' ? phase : checkout));
  const work = (containers: ScriptedJobs, trial: StageTrial, change: Partial<AgentOrder> = {}, { silenceMinutes = 5, ...given }: { apiKey?: string | undefined; silenceMinutes?: number; readToken?: GithubCredential } = {}) => (
    new AgentJobs(agents('apiKey' in given ? given.apiKey : key), containers, { serverUrl: 'https://github.com', readToken: given.readToken ?? 'ghp_reads', limitMinutes: 60, silenceMinutes }).work({ ...order, ...change }, trial.context)
  );
  const failure = async (containers: ScriptedJobs, options: { apiKey?: string | undefined; silenceMinutes?: number } = {}) => {
    const trial = await trialOf();
    const ended = await work(containers, trial, {}, options).then(() => undefined, (error: unknown) => error);
    await trial.context.closeLogs();
    if (ended instanceof StageFailure) return ended.failure;
    throw ended;
  };
  const started = ({ started: [checkout, phase] }: ScriptedJobs) => ({ checkout: checkout!, phase: phase! });
  const secretsOf = (spec: JobSpec) => Object.keys(spec.environment).filter((name) => /KEY|TOKEN/.test(name));

  it('gives the patch, what was used and by whom', async () => {
    expect(await work(jobs(), await trialOf())).toEqual({
      agent: 'codex-exec', agentVersion: '0.169.0', promptDigest: digestOf(order.prompt), forwardedEnvironment: ['CODEX_API_KEY'],
      usage: { inputTokens: 200, cachedInputTokens: 80, outputTokens: 40 }, patch: Buffer.from(patch), durationMs: 5000, said: 'Done.', refusedHosts: [],
    });
  });

  it('that changed nothing gives no patch', async () => {
    await expect(work(jobs({ ...success, files: phaseFiles('') }), await trialOf())).resolves.toMatchObject({ patch: undefined });
  });

  it('is given the key in one container, and the token that reads in the other', async () => {
    const containers = jobs();
    await work(containers, await trialOf(), { earlierPatch: Buffer.from('earlier') });
    const { checkout, phase } = started(containers);
    expect([secretsOf(checkout), secretsOf(phase)]).toEqual([['SPECLINE_CLONE_TOKEN'], ['CODEX_API_KEY']]);
    expect(checkout).toMatchObject({
      role: 'checkout', environment: { SPECLINE_CLONE_URL: 'https://github.com/acme/web.git', SPECLINE_BASE_SHA: order.base.sha, SPECLINE_FEATURE_DIRECTORY: 'specs/003-cart' },
      egress: ['github.com:443'], files: [{ path: 'in.patch', content: Buffer.from('earlier') }],
    });
    expect(phase).toMatchObject({ role: 'phase', egress: ['api.openai.com:443'], files: [{ path: 'in/prompt', content: Buffer.from(order.prompt) }] });
    for (const spec of [checkout, phase]) expect(JSON.stringify(spec.command) + spec.environment['SPECLINE_AGENT_COMMAND']).not.toMatch(/canary|ghp_/);
  });

  it('has its repository checked out with the token that a GitHub App makes for it', async () => {
    const containers = jobs();
    await work(containers, await trialOf(), {}, { readToken: { of: async (repository) => `ghs_of_${repository}`, refused: () => undefined } });
    expect(started(containers).checkout.environment['SPECLINE_CLONE_TOKEN']).toBe('ghs_of_acme/web');
  });

  it('is heard while it works: two logs, readable events, and a line for whoever watches', async () => {
    const trial = await trialOf();
    await work(jobs(), trial);
    await trial.context.closeLogs();
    expect(await trial.read('stdout_log')).toContain('"type":"turn.completed"');
    expect(await trial.read('stderr_log')).toContain('PATH aliases');
    const events = (await trial.read('agent_events')).trim().split('\n').map((line) => JSON.parse(line) as { kind: string });
    expect(events.map(({ kind }) => kind)).toEqual(['runs', 'ran', 'writes', 'says']);
    expect(trial.news.flatMap(({ message }) => message ?? [])).toContain('runs: /bin/bash -lc \'ls -la; cat .specify/feature.json\'');
    expect(trial.context.remarks.waitedMs).toBeGreaterThanOrEqual(0);
  });

  it('that is taken over from a runner that died is not started again, and no line is kept twice', async () => {
    const containers = jobs();
    const runId = '01990000-0000-7000-8000-000000000001';
    const lines = async () => {
      const trial = await bench.start('submit', contextOf({ repository: 'acme/web' }), { runId });
      await work(containers, trial);
      await trial.context.closeLogs();
      return Promise.all((['stdout_log', 'stderr_log', 'agent_events'] as const).map((kind) => trial.read(kind)));
    };
    const first = await lines();
    expect(await lines()).toEqual(first);
    expect(containers.started.map(({ role }) => role)).toEqual(['checkout', 'phase']);
  });

  it('whose container is gone is started anew, and both of its tries are in the log', async () => {
    const runId = '01990000-0000-7000-8000-000000000002';
    const sizes: number[] = [];
    for (const containers of [jobs(), jobs()]) {
      const trial = await bench.start('submit', contextOf({ repository: 'acme/web' }), { runId });
      await work(containers, trial);
      await trial.context.closeLogs();
      sizes.push((await trial.read('stdout_log')).length);
    }
    expect(sizes[1]).toBe(sizes[0]! * 2);
  });

  describe('fails with what to do when', () => {
    it.each<[string, Script, object]>([
      ['it says that it failed', { output: transcript('codex-exec', 'failure'), exitCode: 1, files: phaseFiles('') }, { code: 'credential.agent_rejected' }],
      ['its time is over', { exitCode: 124, files: phaseFiles(patch, { timedOut: true, agentExit: null }) }, { code: 'agent.timeout', message: expect.stringContaining('60 minutes') }],
      ['the engine stopped it for time', { exitCode: 137, cause: 'time' }, { code: 'agent.timeout' }],
      ['memory runs out', { exitCode: 137, cause: 'memory', files: phaseFiles('') }, { code: 'agent.memory' }],
      ['its disk is full', { exitCode: 137, cause: 'disk' }, { code: 'agent.disk' }],
      ['it forks without end', { exitCode: 137, cause: 'processes' }, { code: 'agent.processes' }],
      ['it was stopped from outside', { exitCode: 143, cause: 'killed' }, { code: 'agent.killed', retryable: true }],
      ['its container is gone', { exitCode: -1, cause: 'lost' }, { code: 'agent.lost', retryable: true }],
      ['its program is not in the image', { exitCode: 125, output: [{ stream: 'stderr', line: '{"program":"phase","code":"phase.not_started","message":"codex: not found"}' }] }, { code: 'agent.not_started', message: 'codex-exec could not be started in its container: codex: not found', remediation: expect.stringContaining('SPEC_AUTOMATION_JOB_IMAGE') }],
      ['it changed too much', { exitCode: 125, output: success.output!, files: phaseFiles('', { collect: { exitCode: 4, code: 'collect.too_large', message: '11 MiB' } }) }, { code: 'patch.too_large', message: expect.stringContaining('11 MiB') }],
      ['there is no result', { output: success.output! }, { code: 'agent.no_result', retryable: true }],
      ['its change holds its key', { ...success, files: phaseFiles(`${patch}+${key}\n`) }, { code: 'patch.secret', message: expect.stringContaining('CODEX_API_KEY') }],
    ])('%s', async (_case, script, expected) => {
      const found = await failure(jobs(script));
      expect(found).toMatchObject(expected);
      expect(found.remediation).toMatch(/retry the run/i);
      expect(JSON.stringify(found)).not.toContain(key);
    });

    it('it was refused a way: the hosts are named', async () => {
      const found = await failure(jobs({ exitCode: 1, files: phaseFiles(''), refusedHosts: ['evil.example:443'] }));
      expect(found).toMatchObject({ message: expect.stringContaining('evil.example:443'), details: { refusedHosts: ['evil.example:443'] } });
    });

    it('it says nothing for long: what it may have waited for is named', async () => {
      const found = await failure(jobs({ waits: true, refusedHosts: ['slow.example:443'] }), { silenceMinutes: 0.0005 });
      expect(found).toMatchObject({ code: 'agent.silent', remediation: expect.stringContaining('SPECLINE_AGENT_SILENCE_MINUTES'), details: { refusedHosts: ['slow.example:443'] } });
    });

    it('the repository cannot be fetched', async () => {
      const output = [{ stream: 'stderr' as const, line: '{"program":"checkout","code":"checkout.fetch_failed","message":"not found"}' }];
      const containers = jobs(success, { exitCode: 3, output });
      await expect(failure(containers)).resolves.toMatchObject({ code: 'checkout.fetch_failed', retryable: true, message: expect.stringContaining('not found') });
      expect(containers.started).toHaveLength(1);
    });

    it('an earlier patch does not fit', async () => {
      const output = [{ stream: 'stderr' as const, line: '{"program":"checkout","code":"checkout.patch_unfit","message":"does not apply"}' }];
      await expect(failure(jobs(success, { exitCode: 5, output }))).resolves.toMatchObject({ code: 'checkout.failed', retryable: false });
    });

    it('there is no key, before any container is started', async () => {
      const containers = jobs();
      await expect(failure(containers, { apiKey: undefined })).resolves.toMatchObject({ code: 'credential.codex_api_key_missing' });
      expect(containers.started).toEqual([]);
    });
  });

  it('is stopped when the run is cancelled', async () => {
    const trial = await trialOf();
    const ended = work(jobs({ waits: true }), trial).catch((error: unknown) => error);
    const cancelled = new Error('cancelled');
    trial.stop.abort(cancelled);
    expect(await ended).toBe(cancelled);
  });
});

it('a runner that lacks an agent of the catalogue does not start', () => {
  const { command: _, ...others } = agents(key);
  expect(() => checked(others as LocalAgents)).toThrow('command');
  expect(() => checked({ ...agents(key), 'claude-code': agents(key)['codex-exec'] })).toThrow('claude-code');
  expect(checked(agents(key))).toBeDefined();
});
