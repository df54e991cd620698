import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firstValueFrom, filter, timeout } from 'rxjs';
import type { AttemptBehaviour } from '../../../../../tools/sandbox/codex-cloud/behaviours';
import { PROMPT, startEmulatedCloud, until, type EmulatedCloud } from '../../../../../tools/sandbox/codex-cloud/emulated-cloud.fixture';
import { codexEnvironment } from './cli-environment';
import { codexProgram } from './cli-program';
import { systemClock } from './clock';
import { CodexCloudCli } from './codex-cloud-cli';
import { cloudTaskSource, TaskPoller, unshared } from './poller';

const failsWith = (code: string, more: Record<string, unknown> = {}) => ({ failure: { code }, ...more });

describe('the real Codex CLI without a login', () => {
  let directory: string;
  let cli: CodexCloudCli;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'codex-int-'));
    cli = new CodexCloudCli({ program: codexProgram(), environment: codexEnvironment({ PATH: dirname(process.execPath), HOME: directory }) });
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('says its version', async () => {
    await expect(cli.version()).resolves.toMatch(/^\d+\.\d+\.\d+/);
  });

  it('is not signed in, and each call says so', async () => {
    await expect(cli.loginStatus()).resolves.toEqual({ method: 'none', canUseCloud: false });
    await expect(cli.listTasks({ environment: 'env-web' })).rejects.toMatchObject(failsWith('credential.codex_missing'));
    await expect(cli.createTask({ environment: 'env-web', branch: 'main', prompt: PROMPT })).rejects.toMatchObject(failsWith('credential.codex_missing', { effect: 'none' }));
    await expect(cli.taskDiff('task_e_1')).rejects.toMatchObject(failsWith('credential.codex_missing'));
  });
});

describe('the real Codex CLI with a Codex Cloud behind it', () => {
  let cloud: EmulatedCloud;
  let cli: CodexCloudCli;
  beforeEach(async () => {
    cloud = await startEmulatedCloud();
    cli = connected();
  });
  afterEach(() => cloud.close());

  const connected = (more: Partial<ConstructorParameters<typeof CodexCloudCli>[0]> = {}) => new CodexCloudCli({
    program: codexProgram(),
    environment: codexEnvironment({ PATH: dirname(process.execPath), HOME: cloud.directory, CODEX_HOME: cloud.codexHome, ...cloud.emulator.environmentVariables() }),
    ...more,
  });
  const create = (prompt = PROMPT) => cli.createTask({ environment: 'env-web', branch: 'main', prompt });
  const poller = (intervalMs = 100) => new TaskPoller({ source: cloudTaskSource(cli, 'env-web'), share: unshared, timing: { intervalMs, slowMs: intervalMs * 5, backoffLimitMs: 1_000 }, clock: systemClock, random: Math.random });

  it('a task goes from its prompt to its diff', async () => {
    await expect(cli.loginStatus()).resolves.toEqual({ method: 'chatgpt', canUseCloud: true });
    const { taskId, url } = await create();
    const one = poller();
    const look = await firstValueFrom(one.watch(taskId).pipe(filter((seen) => seen.kind === 'seen' && seen.task.status === 'ready'), timeout(10_000)));
    await one.close();
    expect(look).toMatchObject({ task: { id: taskId, url, title: expect.stringMatching(/^\[specline:0199aaaa/) } });
    await expect(cli.taskStatus(taskId)).resolves.toMatchObject({ status: 'ready', summary: { filesChanged: 3 } });
    expect(await cli.taskDiff(taskId)).toMatch(/^diff --git a\/specs\/003-cart\/tasks.md/);
  });

  it('a listing is read page by page', async () => {
    const made: string[] = [];
    for (const attempt of [1, 2, 3]) made.push((await create(PROMPT.replace('/1]', `/${attempt}]`))).taskId);
    const first = await cli.listTasks({ environment: 'acme/web', limit: 2 });
    const second = await cli.listTasks({ environment: 'acme/web', limit: 2, cursor: first.cursor });
    expect([...first.tasks, ...second.tasks].map(({ id }) => id)).toEqual(made.reverse());
    expect(second.cursor).toBeNull();
    await expect(cli.listTasks({ environment: 'env-other' })).resolves.toEqual({ tasks: [], cursor: null });
  });

  it('a task without a diff is told apart from one that Codex Cloud does not know', async () => {
    cloud.emulator.control.behave({ behaviour: { kind: 'never' } });
    const { taskId } = await create();
    await expect(cli.taskStatus(taskId)).resolves.toMatchObject({ status: 'pending' });
    await expect(cli.taskDiff(taskId)).rejects.toMatchObject(failsWith('codex.no_diff'));
    await expect(cli.taskDiff('task_e_00000000000000000000000000000000')).rejects.toMatchObject(failsWith('codex.task_unknown'));
  });

  it('several attempts are told apart, and one that is not there from a task without any diff', async () => {
    const ordered = async (...each: AttemptBehaviour[]): Promise<string> => {
      cloud.emulator.control.behave({ behaviour: { kind: 'attempts', each } });
      const { taskId } = await cli.createTask({ environment: 'env-web', branch: 'main', prompt: PROMPT, attempts: 2 });
      await until(async () => ((await cli.taskStatus(taskId)).status === 'ready' ? true : undefined));
      return taskId;
    };
    const taskId = await ordered({ kind: 'half' }, { kind: 'ready' });
    expect(await cli.taskDiff(taskId, { attempt: 1 })).not.toBe(await cli.taskDiff(taskId, { attempt: 2 }));
    await expect(cli.taskDiff(taskId, { attempt: 3 })).rejects.toMatchObject(failsWith('codex.attempt_unknown'));
    await expect(cli.taskDiff(await ordered({ kind: 'no_diff' }), { attempt: 2 })).rejects.toMatchObject(failsWith('codex.no_diff'));
  });

  it('an environment that is not there made no task', async () => {
    await expect(cli.createTask({ environment: 'nowhere', branch: 'main', prompt: PROMPT })).rejects.toMatchObject(failsWith('credential.codex_environment_unknown', { effect: 'none' }));
  });

  it.each([
    [401, 'credential.codex_rejected', 'none'], [403, 'credential.codex_forbidden', 'none'], [429, 'codex.rate_limited', 'none'], [503, 'codex.unavailable', 'unclear'],
  ])('a creation answered with %i is %s, its effect %s', async (status, code, effect) => {
    cloud.emulator.control.fail({ call: 'create', effect: { kind: 'status', status } });
    await expect(create()).rejects.toMatchObject(failsWith(code, { effect }));
  });

  it('an answer that is lost after the task was made is unclear, and the listing shows the task', async () => {
    cloud.emulator.control.fail({ call: 'create', effect: { kind: 'drop' }, when: 'after' });
    await expect(create()).rejects.toMatchObject(failsWith('codex.unavailable', { effect: 'unclear' }));
    await expect(cli.listTasks({ environment: 'env-web' })).resolves.toMatchObject({ tasks: [{ title: expect.stringMatching(/^\[specline:0199aaaa/) }] });
  });

  it('a service that hangs is a time-out', async () => {
    cloud.emulator.control.fail({ call: 'list', effect: { kind: 'hang' } });
    await expect(connected({ timeLimitMs: 1_500 }).listTasks({ environment: 'env-web' })).rejects.toMatchObject(failsWith('codex.cli_timeout'));
  });

  it('twenty-five watched tasks cost two calls of the CLI per round', async () => {
    const tasks: string[] = [];
    for (let number = 0; number < 25; number++) tasks.push((await create(PROMPT.replace('/1]', `/${number}]`))).taskId);
    const calls: string[] = [];
    const source = cloudTaskSource(cli, 'env-web');
    const counting = { list: (cursor: string | null, signal: AbortSignal) => { calls.push('list'); return source.list(cursor, signal); }, status: (id: string, signal: AbortSignal) => { calls.push('status'); return source.status(id, signal); } };
    const one = new TaskPoller({ source: counting, share: unshared, timing: { intervalMs: 600_000, slowMs: 600_000, backoffLimitMs: 600_000 }, clock: systemClock, random: Math.random });
    const looks = await Promise.all(tasks.map((id) => firstValueFrom(one.watch(id).pipe(timeout(10_000)))));
    await one.close();
    expect(looks.map((look) => look.kind === 'seen' && look.task.id)).toEqual(tasks);
    expect(calls).toEqual(['list', 'list']);
  }, 60_000);
});
