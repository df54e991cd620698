import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StageFailure, markerOf } from '#domain';
import type { StageStart } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import type { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import type { CodexCloudCli } from '../agents/codex-cloud/codex-cloud-cli';
import { SeparateProcesses } from '../agents/codex-cloud/separate-process.fixture';
import type { DocumentReader } from '../passages/document-reader';
import { FeaturePassages } from '../passages/feature-passages';
import { LexicalRanking } from '../passages/lexical-ranking';
import { CodexBench } from './codex-bench.fixture';
import { SubmitStage } from './submit.stage';
import { skillsIn } from '../prompts/skills.fixture';
import { PromptComposer } from './prompt-composer';

const settleSeconds = 0.2;
const unread: Pick<DocumentReader, 'read'> = { read: () => Promise.reject(new Error('nobody reads')) };
const rankings = { wanted: new LexicalRanking(), fallback: new LexicalRanking() };

describe('submit', () => {
  let bench: CodexBench;
  beforeEach(async () => { bench = await CodexBench.start(); });
  afterEach(() => bench.close());

  const passagesFrom = (reader: Pick<DocumentReader, 'read'>, tokens = 2000) => new FeaturePassages(reader, rankings, bench.stages.artifacts, { tokens });
  const composer = (passages = passagesFrom(unread, 0)) => new PromptComposer(skillsIn([]), passages);
  const stage = (cli: CodexCloudCli = bench.cli, agent: CodexCloudAgent = bench.agentOf(cli), allowedRepositories = ['acme/*'], composing = composer()) => new SubmitStage(bench.agents({ cli, agent, settleSeconds }), composing, { github: { allowedRepositories } });
  const trial = (start: StageStart = {}) => bench.stages.start('submit', bench.context(), start);
  const effects = () => bench.control.effects();
  const intentOf = (one: Awaited<ReturnType<typeof trial>>) => one.answers().find((answer) => answer.state === 'intended')?.intent;
  const codexTask = (prompt: string) => bench.cli.createTask({ environment: 'env-web', branch: 'main', prompt });
  const recovering = (knownTaskIds: string[] = []) => ({ data: { knownTaskIds }, at: new Date() });

  describe('asks Codex Cloud for the phase', () => {
    it('and hands on the task, the exact prompt and a log of JSON lines', async () => {
      const before = await codexTask('Something of somebody');
      const one = await trial();
      const output = await one.run(stage());
      const task = bench.control.tasks()[0];
      expect(output).toMatchObject({ agent: 'codex-cloud', environment: 'env-web', taskId: task?.id, taskUrl: `https://chatgpt.com/codex/tasks/${task?.id}`, adopted: false });
      expect(output.agentVersion).toMatch(/^\d+\.\d+\.\d+/);
      expect(await one.read('codex_prompt')).toBe(task?.prompt);
      expect(task?.prompt.startsWith(`${markerOf(one.context.runId, 1)} `)).toBe(true);
      expect(intentOf(one)).toMatchObject({ marker: markerOf(one.context.runId, 1), environment: 'env-web', knownTaskIds: [before.taskId] });
      const lines = (await one.read('codex_logs')).trim().split('\n').map((line) => JSON.parse(line) as { call: string; exit?: number });
      expect(lines.filter((line) => line.exit === 0).map((line) => line.call)).toEqual(['list', 'exec']);
      expect(one.context.remarks).toMatchObject({ credentialAudit: { codexStatus: 'valid' }, effects: [{ kind: 'codex_task', taskId: task?.id }] });
      expect(effects()).toMatchObject({ tasksByMarker: { [`${one.context.runId}/1`]: 1 }, mostCallsAtOnce: 1 });
    });

    it('and quotes the passages of its documents that are nearest to the tasks', async () => {
      const one = await trial();
      const reader = { read: async () => ({ documents: [{ path: 'data-model.md', text: '# Data\n\n## Line\n\nA line of the cart has a price.\n' }], leftOut: [] }) };
      await one.run(stage(bench.cli, bench.agent, ['acme/*'], composer(passagesFrom(reader))));
      const task = bench.control.tasks()[0];
      expect(task?.prompt).toContain('`data-model.md` › Data › Line (line 5):\n> A line of the cart has a price.\n');
      expect(await one.read('codex_prompt')).toBe(task?.prompt);
      expect(JSON.parse(await one.read('prompt_passages'))).toMatchObject({ ranking: 'lexical', passages: [{ file: 'data-model.md', headings: ['Data', 'Line'], score: 1 }] });
    });

    it('also when its documents cannot be read', async () => {
      const one = await trial();
      await expect(one.run(stage(bench.cli, bench.agent, ['acme/*'], composer(passagesFrom(unread))))).resolves.toMatchObject({ adopted: false });
      expect(JSON.parse(await one.read('prompt_passages'))).toMatchObject({ problem: 'nobody reads', passages: [] });
    });

    it('and nothing that is kept or stored holds a secret of the login', async () => {
      const one = await trial();
      await one.run(stage());
      const { tokens } = JSON.parse(readFileSync(join(bench.cloud.codexHome, 'auth.json'), 'utf8')) as { tokens: Record<string, string> };
      const everything = bench.stages.everythingKept() + JSON.stringify(bench.stages.log.all()) + JSON.stringify(one.news);
      expect(everything).toContain(bench.control.tasks()[0]?.id);
      for (const secret of [tokens['access_token'], tokens['refresh_token']]) expect(everything).not.toContain(secret);
    });
  });

  it('two processes that share a login never call at the same time', async () => {
    bench.control.fail({ effect: { kind: 'delay', ms: 300 } });
    const processes = new SeparateProcesses();
    const other = processes.start(`
      const { CodexCloudCli } = load('codex-cloud-cli');
      const cli = new CodexCloudCli(${JSON.stringify(bench.cliOptions())});
      await cli.inOneTurn(async (calls) => {
        await calls.listTasks({ environment: 'env-web' });
        await calls.createTask({ environment: 'env-web', branch: 'main', prompt: '${markerOf('01990000-0000-7000-8000-000000000009', 1)} of the other process' });
      });`);
    const ended = once(other, 'exit');
    await expect((await trial()).run(stage())).resolves.toMatchObject({ adopted: false });
    await expect(ended).resolves.toEqual([0, null]);
    processes.close();
    expect(effects()).toMatchObject({ mostCallsAtOnce: 1, tasksCreated: 2 });
  }, 60_000);

  describe('says what is wrong before anything is announced', () => {
    const refused = async (cli: CodexCloudCli, agent?: CodexCloudAgent) => {
      const one = await trial();
      const failure = await one.failure(stage(cli, agent));
      expect(intentOf(one)).toBeUndefined();
      expect(effects().tasksCreated).toBe(0);
      return { failure, audit: one.context.remarks.credentialAudit };
    };

    it('no login', async () => {
      const home = join(bench.cloud.directory, 'empty-home');
      await mkdir(home);
      const { failure, audit } = await refused(bench.signedInAt(home));
      expect(failure).toMatchObject({ code: 'credential.codex_missing', retryable: false, remediation: expect.stringContaining('codex login') });
      expect(audit).toMatchObject({ codexStatus: 'invalid', notes: ['credential.codex_missing'] });
    });

    it('a login that was revoked', async () => {
      bench.control.revokeLogins();
      const { failure, audit } = await refused(bench.cli);
      expect(failure).toMatchObject({ code: 'credential.codex_rejected', remediation: expect.stringContaining('codex login') });
      expect(audit).toMatchObject({ codexStatus: 'invalid' });
    });

    it('an environment that the login does not see', async () => {
      const { failure } = await refused(bench.cli, bench.agentOf(bench.cli, 'env-nowhere'));
      expect(failure).toMatchObject({ code: 'credential.codex_environment_unknown', remediation: expect.stringContaining('CODEX_ENV') });
    });

    it('no environment for the repository: Codex Cloud is not even asked', async () => {
      const { failure, audit } = await refused(bench.cli, bench.agentOf(bench.cli, ''));
      expect(failure).toMatchObject({ code: 'credential.codex_environment_missing', remediation: expect.stringContaining('CODEX_ENVS') });
      expect(audit).toMatchObject({ codexStatus: 'invalid' });
      expect(effects().calls).toMatchObject({ list: 0, create: 0 });
    });

    it('a repository that is not allowed: Codex Cloud is not even asked', async () => {
      const one = await trial();
      await expect(one.failure(stage(bench.cli, bench.agent, ['acme/api']))).resolves.toMatchObject({ code: 'repository.not_allowed', remediation: expect.stringContaining('SPECLINE_ALLOWED_REPOSITORIES') });
      expect(effects().calls).toMatchObject({ list: 0, create: 0 });
      expect(one.answers()).toMatchObject([{ state: 'failed' }]);
    });

    it('an agent that this runner does not have', async () => {
      const one = await bench.stages.start('submit', bench.context({ agent: 'parrot' }));
      await expect(one.failure(stage())).resolves.toMatchObject({ code: 'agent.unavailable', message: expect.stringContaining('parrot') });
    });

    it('a service that is out of order', async () => {
      bench.control.fail({ call: 'list', effect: { kind: 'status', status: 503 } });
      const { failure } = await refused(bench.cli);
      expect(failure).toMatchObject({ code: 'codex.unavailable', retryable: true });
    });
  });

  describe('makes exactly one task', () => {
    it.each([['a 502', { kind: 'status', status: 502 }], ['a dropped connection', { kind: 'drop' }]] as const)('when the task was made and the answer was lost (%s): it is found and taken over', async (_what, effect) => {
      bench.control.fail({ call: 'create', when: 'after', effect, calls: 1 });
      const one = await trial();
      const output = await one.run(stage());
      expect(output).toMatchObject({ adopted: true, taskId: bench.control.tasks()[0]?.id });
      expect(effects().tasksByMarker).toEqual({ [`${one.context.runId}/1`]: 1 });
    });

    it('when the call failed and made none: it is asked again after the settle time', async () => {
      bench.control.fail({ call: 'create', effect: { kind: 'drop' }, calls: 1 });
      const one = await trial();
      await expect(one.run(stage())).resolves.toMatchObject({ adopted: false });
      expect(effects().tasksCreated).toBe(1);
      expect(one.news.some((news) => news.message?.includes('waiting 0.2 s'))).toBe(true);
    });

    it('when a worker died between announcement and call', async () => {
      const one = await trial({ recovering: recovering() });
      await expect(one.run(stage())).resolves.toMatchObject({ adopted: false });
      expect(effects().tasksByMarker).toEqual({ [`${one.context.runId}/1`]: 1 });
    });

    it('when a worker died after the call: the task with the marker is taken over, among those of others', async () => {
      const one = await trial({ recovering: recovering() });
      await codexTask(`${markerOf('01990000-0000-7000-8000-000000000009', 1)} another run`);
      const made = await codexTask(`${markerOf(one.context.runId, 1)} 003-cart`);
      await codexTask(`${markerOf(one.context.runId, 2)} a later attempt`);
      await expect(one.run(stage())).resolves.toMatchObject({ adopted: true, taskId: made.taskId });
      expect(effects().tasksCreated).toBe(3);
    });

    it('the task with the marker is found on a later page of the list', async () => {
      const one = await trial({ recovering: recovering() });
      const made = await codexTask(`${markerOf(one.context.runId, 1)} 003-cart`);
      for (let other = 0; other < 21; other += 1) await codexTask(`${markerOf('01990000-0000-7000-8000-000000000009', other + 1)} another run`);
      await expect(one.run(stage())).resolves.toMatchObject({ adopted: true, taskId: made.taskId });
    }, 120_000);

    it('when nobody can know: tasks without a marker that are new are named, and none is made', async () => {
      const known = await codexTask('Known before');
      const unknown = await codexTask('Something');
      bench.control.set({ titles: 'generated' });
      const one = await trial({ recovering: recovering([known.taskId]) });
      const failure = await one.failure(stage());
      expect(failure).toMatchObject({ code: 'submit.ambiguous', retryable: false, details: { tasks: [{ id: unknown.taskId }] } });
      expect(failure.remediation).toContain(unknown.url);
      expect(failure.remediation).not.toContain(known.url);
      expect(effects().tasksCreated).toBe(2);
    });

    it('when the list cannot be read while recovering, none is made', async () => {
      bench.control.fail({ call: 'list', effect: { kind: 'status', status: 500 } });
      const one = await trial({ recovering: recovering() });
      await expect(one.failure(stage())).resolves.toMatchObject({ code: 'codex.unavailable' });
      expect(effects()).toMatchObject({ tasksCreated: 0, calls: { create: 0 } });
    });

    it('when no call ever gets an answer, it gives up and says where to look', async () => {
      bench.control.fail({ call: 'create', effect: { kind: 'drop' } });
      const one = await trial();
      await expect(one.failure(stage())).resolves.toMatchObject({ code: 'submit.unclear', remediation: expect.stringContaining(markerOf(one.context.runId, 1)) });
      expect(effects()).toMatchObject({ tasksCreated: 0, calls: { create: 3 } });
    });

    it('a worker that stood still after its announcement does not call before it has looked', async () => {
      let now = Date.now();
      const one = await trial();
      const intend = one.context.intend.bind(one.context);
      one.context.intend = async (data) => {
        await intend(data);
        // While this one stood still another worker took over and called.
        await bench.cloud.codex(['cloud', 'exec', '--env=env-web', '--branch=main', '-'], { input: `${markerOf(one.context.runId, 1)} 003-cart` });
        now += 60_000;
      };
      await expect(one.run(new SubmitStage(bench.agents({ settleSeconds, now: () => now }), composer(), { github: { allowedRepositories: [] } }))).resolves.toMatchObject({ adopted: true });
      expect(effects().tasksCreated).toBe(1);
    });

    it('a run that is cancelled while it settles makes none', async () => {
      const one = await trial({ recovering: recovering() });
      const ended = one.run(new SubmitStage(bench.agents({ settleSeconds: 600 }), composer(), { github: { allowedRepositories: [] } }));
      one.stop.abort(new StageFailure({ code: 'test.cancelled', message: 'cancelled', remediation: '-' }));
      await expect(ended).rejects.toBeDefined();
      expect(effects().calls).toMatchObject({ create: 0 });
    });
  });

  describe('takes the task that the operator names', () => {
    const named = (taskId: string): StageStart => ({ attempt: 2, trigger: { state: 'retried', retry: { mode: 'resume_failed_task', stage: 'submit', taskId } } });

    it('when Codex Cloud knows it, and makes none', async () => {
      const { taskId, url } = await codexTask('By hand');
      const one = await trial(named(taskId));
      await expect(one.run(stage())).resolves.toMatchObject({ taskId, taskUrl: url, adopted: true });
      expect(effects().tasksCreated).toBe(1);
    });

    it.each([['task_e_00000000000000000000000000000000', 'codex.task_unknown'], ['../../x', 'codex.invalid_request']])('and fails when it is %s', async (taskId, code) => {
      const one = await trial(named(taskId));
      await expect(one.failure(stage())).resolves.toMatchObject({ code });
      expect(effects().tasksCreated).toBe(0);
    });
  });
});
