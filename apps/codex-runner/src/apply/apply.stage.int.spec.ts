import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GitProcess, MirrorCache } from '#git';
import type { StageTrial } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { GitHttpServer } from '../../../../test/git-http-server';
import { PROMPT, TASKS_FILE, git, until } from '../../../../tools/sandbox/codex-cloud/emulated-cloud.fixture';
import type { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import { CodexBench } from '../submit/codex-bench.fixture';
import { ApplyStage } from './apply.stage';
import { RepositoryMirrors } from './repository-mirrors';
import type { WaitLimits } from '../agents/codex-cloud/task-wait';

type Behaviour = Parameters<CodexBench['control']['behave']>[0]['behaviour'];

describe('apply', () => {
  let bench: CodexBench;
  let server: GitHttpServer;

  async function start(pollMs?: number): Promise<void> {
    bench = await CodexBench.start(pollMs === undefined ? {} : { pollMs });
    const root = join(bench.cloud.directory, 'served');
    mkdirSync(join(root, 'acme'), { recursive: true });
    symlinkSync(bench.cloud.repository, join(root, 'acme', 'web.git'));
    for (const setting of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) await git(bench.cloud.repository, 'config', setting, 'true');
    server = await GitHttpServer.start({ root });
  }
  async function end(): Promise<void> {
    await server?.close();
    await bench?.close();
  }

  const stage = (limits: Partial<WaitLimits> = {}, agent: CodexCloudAgent = bench.agent) => {
    const mirrors = new RepositoryMirrors(new MirrorCache(join(bench.cloud.directory, 'mirrors'), new GitProcess({ variables: {} })), { serverUrl: server.origin, readToken: undefined });
    return new ApplyStage(bench.agents({ agent, limits: { silenceMinutes: 1, deadlineMinutes: 2, ...limits } }), mirrors);
  };
  /** A task that behaves so, and the stage's trial that waits for it. */
  async function submitted(behaviour?: Behaviour, { request = {}, prompt = PROMPT } = {}) {
    if (behaviour) bench.control.behave({ behaviour, tasks: 1 });
    const { taskId, url } = await bench.cli.createTask({ environment: 'env-web', branch: 'main', prompt });
    return { taskId, url, trial: await bench.stages.start('apply', bench.context(request, { submit: bench.submitted(taskId, url) })) };
  }
  const lists = () => bench.control.effects().calls.list;

  describe('of a task that is done', () => {
    beforeAll(() => start());
    afterAll(end);
    const failure = async (behaviour: Behaviour) => {
      const { trial, url } = await submitted(behaviour);
      return { failure: await trial.failure(stage()), trial, url };
    };

    it('gives the tree, the ticks, the patch to publish and a report', async () => {
      const { trial } = await submitted();
      const output = await trial.run(stage());
      expect(output).toMatchObject({ ticked: ['T002', 'T003'], findings: [], treeSha: expect.stringMatching(/^[0-9a-f]{40}$/) });
      expect(output.files.map((file) => file.path).sort()).toEqual(['specs/003-cart/tasks.md', 'src/cart-total.ts', 'src/cart.ts']);
      expect(output.effects.join('\n')).toContain(`push tree ${output.treeSha}`);
      expect(JSON.parse(await trial.read('apply_report'))).toMatchObject({ base: bench.baseSha, tree: output.treeSha, ticked: ['T002', 'T003'], published: true });
      expect(await trial.read('codex_patch')).toMatch(/^diff --git /);
      expect((await trial.read('codex_logs')).trim().split('\n').map((line) => JSON.parse(line) as unknown)).toContainEqual(expect.objectContaining({ taskStatus: 'ready' }));
      // The kept patch gives that very tree, with plain git.
      const work = join(bench.cloud.directory, 'check');
      await git(bench.cloud.directory, 'clone', '--quiet', bench.cloud.repository, work);
      await git(work, 'apply', '--index', join(bench.stages.root, 'artifacts', output.appliedPatch.path));
      expect((await git(work, 'write-tree')).trim()).toBe(output.treeSha);
    });

    it('twice gives the same tree and the same patch', async () => {
      const { trial, taskId, url } = await submitted();
      const first = await trial.run(stage());
      const again = await bench.stages.start('apply', bench.context({}, { submit: bench.submitted(taskId, url) }));
      const second = await again.run(stage());
      expect([second.treeSha, second.appliedPatch.digest]).toEqual([first.treeSha, first.appliedPatch.digest]);
    });

    it.each(['no_diff', 'empty_diff'] as const)('without a diff (%s) is codex.no_diff, with the address of the task', async (kind) => {
      const { failure: found, url } = await failure({ kind });
      expect(found).toMatchObject({ code: 'codex.no_diff', retryable: false, remediation: expect.stringContaining(url) });
    });

    it('with an error is codex.failed, with the address of the task', async () => {
      const { failure: found, url } = await failure({ kind: 'error', message: 'set-up failed' });
      expect(found).toMatchObject({ code: 'codex.failed', resume: 'submit', remediation: expect.stringContaining(url) });
    });

    it.each(['unknown', 'known'] as const)('that does not fit the base (%s) is patch.conflict, with a report', async (base) => {
      const { failure: found, trial } = await failure({ kind: 'conflict', base });
      expect(found).toMatchObject({ code: 'patch.conflict', resume: 'submit', details: { files: [TASKS_FILE] }, artifacts: [trial.kept('conflict_report')?.id] });
      expect(JSON.parse(await trial.read('conflict_report'))).toMatchObject({ files: [{ path: TASKS_FILE }] });
      expect(trial.kept('codex_patch')).toBeDefined();
    });

    const where = { git_config: /\.git\/config/, parent_directory: /\.\.\/evil/, absolute_path: /cron\.d/, symlink: /docs\/latest/, submodule: /vendor\/tool/, workflow: /release\.yml/ };
    it.each(['git_config', 'parent_directory', 'absolute_path', 'symlink', 'submodule', 'workflow'] as const)('with a hostile patch (%s) is patch.rejected, and the patch is kept', async (patch) => {
      const { failure: found, trial } = await failure({ kind: 'hostile', patch });
      expect(found).toMatchObject({ code: 'patch.rejected', resume: 'submit', retryable: false });
      expect(found.message).toMatch(where[patch]);
      expect(await trial.read('codex_patch')).toMatch(/^diff --git /);
      expect(trial.kept('applied_patch')).toBeUndefined();
    });

    it.each([12_000_000, 18_000_000])('with too large a patch (%i bytes, the larger one cut off by the limit of the CLI\'s output) is patch.too_large', async (bytes) => {
      const { failure: found } = await failure({ kind: 'hostile', patch: 'oversize', bytes });
      expect(found).toMatchObject({ code: 'patch.too_large', resume: 'submit' });
    });

    it('with garbage instead of a diff fails, and applies nothing', async () => {
      const { failure: found, trial, url } = await failure({ kind: 'garbage' });
      expect(found).toMatchObject({ code: 'codex.cli_output', retryable: false, remediation: expect.stringContaining(url) });
      expect(trial.kept('applied_patch')).toBeUndefined();
    });

    it('that ticked nothing, or foreign tasks, is applied with findings', async () => {
      const nothing = await (await submitted({ kind: 'ticks_nothing' })).trial.run(stage());
      expect(nothing).toMatchObject({ ticked: [], findings: [{ code: 'tasks.nothing_ticked' }] });
      const foreign = await (await submitted({ kind: 'ticks_foreign' }, { prompt: `${PROMPT}- T004 (line 11) Explain the cart in \`docs/cart.md\`\n` })).trial.run(stage());
      expect(foreign.findings.map((one) => one.code)).toContain('tasks.foreign_tick');
    });

    it('of a dry run says what would be published and that nothing is', async () => {
      const { trial } = await submitted(undefined, { request: { dryRun: true } });
      await trial.run(stage());
      expect(JSON.parse(await trial.read('apply_report'))).toMatchObject({ published: false, effects: [expect.stringContaining('push tree'), expect.any(String), expect.any(String)] });
    });

    it('of a repository that git does not find says so', async () => {
      const { taskId, url } = await submitted();
      const trial = await bench.stages.start('apply', bench.context({ repository: 'acme/nowhere' }, { submit: bench.submitted(taskId, url) }));
      await expect(trial.failure(stage())).resolves.toMatchObject({ code: 'repository.not_found', message: expect.stringContaining('acme/nowhere') });
    });
  });

  describe('of a task that is not done', () => {
    beforeEach(() => start());
    afterEach(end);

    it('waits no longer than the deadline, counted from the submission; a task that is shown as pending is not silent', async () => {
      const { trial, url } = await submitted({ kind: 'never' });
      const found = await trial.failure(stage({ silenceMinutes: 0.05, deadlineMinutes: 0.1 }));
      expect(found).toMatchObject({ code: 'codex.timeout', resume: 'apply', remediation: expect.stringContaining(url) });
    });

    it('waits no longer than the time of silence when Codex Cloud does not answer', async () => {
      const { trial } = await submitted({ kind: 'never' });
      bench.control.fail({ call: 'list', effect: { kind: 'status', status: 503 } });
      const found = await trial.failure(stage({ silenceMinutes: 0.05 }));
      expect(found).toMatchObject({ code: 'codex.silent', resume: 'apply' });
      expect(await trial.read('codex_logs')).toContain('"taskStatus":"unknown"');
    });

    it('an outage shorter than that is survived', async () => {
      const { trial } = await submitted({ kind: 'slow' });
      bench.control.fail({ call: 'list', effect: { kind: 'status', status: 503 }, calls: 2 });
      const ended = trial.run(stage());
      await until(() => (lists() >= 3 ? true : undefined));
      await bench.control.release(bench.control.tasks()[0]!.id);
      await expect(ended).resolves.toMatchObject({ ticked: ['T002', 'T003'] });
      // The whole wait is one for the agent; fetching and checking the patch is work.
      expect(trial.answers().at(-1)?.waitedMs).toBeGreaterThan(0);
    });

    it('ends at once when the run is cancelled', async () => {
      const { trial } = await submitted({ kind: 'never' });
      const ended = trial.run(stage()).catch((error: unknown) => error);
      await until(() => (lists() >= 1 ? true : undefined));
      const cancelled = new Error('cancelled');
      const before = Date.now();
      trial.stop.abort(cancelled);
      expect(await ended).toBe(cancelled);
      expect(Date.now() - before).toBeLessThan(1_000);
    });
  });

  it('many waiting tasks cost one call of the list per interval and twenty tasks', async () => {
    const interval = 2_000;
    await start(interval);
    bench.control.behave({ behaviour: { kind: 'never' } });
    const trials: StageTrial[] = [];
    for (let count = 0; count < 22; count += 1) trials.push((await submitted()).trial);
    const [from, at] = [lists(), Date.now()];
    const ended = trials.map((trial) => trial.run(stage()).catch(() => undefined));
    await until(() => (trials.every((trial) => trial.news.some((news) => news.message?.includes('pending'))) ? true : undefined));
    await until(() => (Date.now() - at > 2 * interval ? true : undefined));
    const rounds = Math.ceil((Date.now() - at) / interval);
    expect(lists() - from).toBeLessThanOrEqual(2 * (rounds + 1));
    expect(bench.control.effects().calls.detail).toBe(0);
    for (const trial of trials) trial.stop.abort(new Error('enough'));
    await Promise.all(ended);
    await end();
  }, 240_000);
});
