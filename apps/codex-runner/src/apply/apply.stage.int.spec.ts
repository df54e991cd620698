import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { candidateReportSchema, type RunContext, type RunRequest } from '#contracts';
import { GitProcess, MirrorCache } from '#git';
import type { StageTrial } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { GitHttpServer } from '../../../../test/git-http-server';
import type { AttemptBehaviour } from '../../../../tools/sandbox/codex-cloud/behaviours';
import { PROMPT, TASKS_FILE, git, until } from '../../../../tools/sandbox/codex-cloud/emulated-cloud.fixture';
import type { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import { CodexBench } from '../submit/codex-bench.fixture';
import { ApplyStage } from './apply.stage';
import { CandidateChoice } from './candidate-choice';
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
    return new ApplyStage(bench.agents({ agent, limits: { silenceMinutes: 1, deadlineMinutes: 2, ...limits } }), mirrors, new CandidateChoice(mirrors, bench.stages.artifacts));
  };
  /** A task that behaves so, and the stage's trial that waits for it. */
  async function submitted(behaviour?: Behaviour, { request = {}, prompt = PROMPT }: { request?: Partial<RunRequest>; prompt?: string } = {}) {
    if (behaviour) bench.control.behave({ behaviour, tasks: 1 });
    const { taskId, url } = await bench.cli.createTask({ environment: 'env-web', branch: 'main', prompt, attempts: request.attempts ?? 1 });
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

  describe('of several answers', () => {
    beforeAll(() => start());
    afterAll(end);
    const T004 = `${PROMPT}- T004 (line 11) Explain the cart in \`docs/cart.md\`\n`;
    const asked = (attempts: number, ...each: AttemptBehaviour[]) => submitted({ kind: 'attempts', each }, { request: { attempts }, prompt: T004 });
    const report = async (trial: StageTrial) => candidateReportSchema.parse(JSON.parse(await trial.read('candidate_report')));
    let first: { trial: StageTrial; context: RunContext };

    it('the best is taken; each is kept and ranked, and those that cannot be published say why', async () => {
      const { trial } = await asked(4, { kind: 'half' }, { kind: 'ready' }, { kind: 'conflict', base: 'unknown' }, { kind: 'ticks_foreign' });
      const output = await trial.run(stage());
      expect(output.candidates?.map(({ candidate, rank, chosen, applies, ticked, foreignTicks }) => [candidate, rank, chosen, applies, ticked, foreignTicks])).toEqual([
        [2, 1, true, true, 3, 0], [4, 2, false, true, 3, 1], [1, 3, false, true, 2, 0], [3, 4, false, false, 0, 0],
      ]);
      expect(output.candidates?.at(-1)?.why).toContain('does not fit');
      expect(output.ticked).toEqual(['T002', 'T003', 'T004']);
      expect(await trial.read('codex_patch')).toBe(await trial.read('candidate_patch_2'));
      for (const kind of ['candidate_patch_1', 'candidate_patch_3', 'candidate_patch_4', 'applied_patch', 'apply_report'] as const) expect(trial.kept(kind)).toBeDefined();
      expect(trial.kept('conflict_report')).toBeUndefined();
      expect(await report(trial)).toEqual({ asked: 4, chosenBy: 'rank', candidates: output.candidates });
      expect(trial.answers().at(-1)?.message).toContain('answer 2 of 4 is the best');
      first = { trial, context: { ...trial.context.fact.context, apply: output } };
    });

    it('another one that an operator wants is taken from what was kept, without a word to Codex', async () => {
      const before = bench.control.effects().calls;
      const trigger = { retry: { mode: 'choose_candidate' as const, stage: 'apply', candidate: 1 } };
      const again = await bench.stages.start('apply', first.context, { runId: first.trial.context.runId, attempt: 2, trigger });
      const output = await again.run(stage());
      expect(output.ticked).toEqual(['T002', 'T003']);
      expect(output.candidates?.filter(({ chosen }) => chosen).map(({ candidate }) => candidate)).toEqual([1]);
      expect(output.candidates?.map(({ patch }) => patch?.id)).toEqual(first.context.apply?.candidates?.map(({ patch }) => patch?.id));
      expect(output.patch.digest).toBe(output.candidates?.find(({ chosen }) => chosen)?.patch?.digest);
      expect(await report(again)).toMatchObject({ chosenBy: 'operator' });
      expect(bench.control.effects().calls).toEqual(before);
    });

    it('one that is kept no more is candidate.gone', async () => {
      const { apply } = first.context;
      const candidates = apply?.candidates?.map((one) => ({ ...one, patch: one.patch && { ...one.patch, digest: `sha256:${'0'.repeat(64)}` } }));
      const again = await bench.stages.start('apply', { ...first.context, apply: { ...apply!, candidates } }, { attempt: 3, trigger: { retry: { mode: 'choose_candidate', stage: 'apply', candidate: 4 } } });
      await expect(again.failure(stage())).resolves.toMatchObject({ code: 'candidate.gone', retryable: false });
    });

    it('when none can be published the best one\'s failure names the others, and only its conflicts are kept', async () => {
      const { trial } = await asked(4, { kind: 'no_diff' }, { kind: 'hostile', patch: 'symlink', bytes: 10 }, { kind: 'conflict', base: 'unknown' });
      const failure = await trial.failure(stage());
      expect(failure).toMatchObject({ resume: 'submit', details: { answers: [expect.anything(), expect.anything(), expect.anything(), { candidate: 4, why: expect.stringContaining('not so many answers') }] } });
      expect(failure.message).toMatch(/None of 4 answers can be published\. Answer \d: .*Answer \d: .*Answer \d: .*Answer 4: /);
      expect((await report(trial)).candidates.some(({ applies, chosen }) => applies || chosen)).toBe(false);
      expect(trial.kept('conflict_report') !== undefined).toBe(failure.code === 'patch.conflict');
      expect(trial.kept('applied_patch')).toBeUndefined();
    });

    it('none with a diff at all is codex.no_diff, with the address of the task', async () => {
      const { trial, url } = await asked(2, { kind: 'no_diff' });
      await expect(trial.failure(stage())).resolves.toMatchObject({ code: 'codex.no_diff', remediation: expect.stringContaining(url) });
    });

    it('trouble with Codex Cloud in between ends the stage, to be tried again, and ranks nothing', async () => {
      const { trial } = await asked(2, { kind: 'ready' });
      bench.control.fail({ call: 'siblings', effect: { kind: 'status', status: 503 } });
      await expect(trial.failure(stage())).resolves.toMatchObject({ code: 'codex.unavailable', retryable: true });
      expect(trial.kept('candidate_report')).toBeUndefined();
      bench.control.forgetFaults();
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
      expect(Date.now() - before).toBeLessThan(10_000);
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
