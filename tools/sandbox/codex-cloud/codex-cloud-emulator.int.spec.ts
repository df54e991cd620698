// The unmodified Codex CLI against the emulator: what an operator's machine would see of Codex Cloud.
import { readFile, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { AttemptBehaviour } from './behaviours';
import { git, PROMPT, SAMPLE_FILES, startEmulatedCloud, TASKS_FILE, until, type CliResult, type EmulatedCloud } from './emulated-cloud.fixture';

const EXEC = ['cloud', 'exec', '--env', 'env-web', '--branch', 'main', '-'];
const MARKER = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/1';

const taskIdOf = ({ stdout }: CliResult) => /task_e_[0-9a-f]{32}/.exec(stdout)?.[0] ?? '';
const tasksOf = ({ stdout }: CliResult) => (JSON.parse(stdout) as { tasks: { id: string; title: string; status: string; attempt_total: number; environment_label: string }[] }).tasks;

describe('the Codex CLI against the emulated Codex Cloud', () => {
  let cloud: EmulatedCloud;
  beforeEach(async () => {
    cloud = await startEmulatedCloud();
  });
  afterEach(() => cloud.close());

  const submit = async (prompt = PROMPT) => taskIdOf(await cloud.codex(EXEC, { input: prompt }));
  const finished = (id: string) => until(async () => cloud.emulator.control.tasks().find((task) => task.id === id && task.state !== 'pending'));

  test('a signed-in home is signed in, and nothing is listed at first', async () => {
    expect(await cloud.codex(['login', 'status'])).toMatchObject({ exit: 0, stderr: expect.stringContaining('Logged in using ChatGPT') });
    const listing = await cloud.codex(['cloud', 'list', '--json']);
    expect({ exit: listing.exit, answer: JSON.parse(listing.stdout) }).toEqual({ exit: 0, answer: { tasks: [], cursor: null } });
  });

  test('a submitted prompt becomes a task whose diff applies, changes what the tasks name and ticks exactly their boxes', async () => {
    const created = await cloud.codex(EXEC, { input: PROMPT });
    const id = taskIdOf(created);
    expect(created).toMatchObject({ exit: 0, stdout: `https://chatgpt.com/codex/tasks/${id}\n` });
    const { outcome } = await finished(id);
    const status = await cloud.codex(['cloud', 'status', id]);
    expect(status).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^\[READY\] \[specline:0199aaaa.*\nacme\/web {2}• {2}\d+s ago\n\+\d+\/-2 • 3 files/) });

    const diff = await cloud.codex(['cloud', 'diff', id]);
    expect(outcome).toMatchObject({ diff: diff.stdout });
    expect(diff.stdout).toMatch(/^index [0-9a-f]{7,}\.\.[0-9a-f]{7,} 100644$/m);
    const checkout = join(cloud.directory, 'checkout');
    await git(cloud.directory, 'clone', '--quiet', cloud.repository, checkout);
    await writeFile(join(cloud.directory, 'task.diff'), diff.stdout);
    await git(checkout, 'apply', '--index', join(cloud.directory, 'task.diff'));
    const expected = SAMPLE_FILES[TASKS_FILE]?.replace('- [ ] T002', '- [X] T002').replace('- [ ] T003', '- [X] T003');
    expect(await readFile(join(checkout, TASKS_FILE), 'utf8')).toBe(expected);
    expect((await git(checkout, 'diff', '--cached', '--name-status')).trim().split('\n')).toEqual(['M\tspecs/003-cart/tasks.md', 'A\tsrc/cart-total.ts', 'M\tsrc/cart.ts']);
  });

  test('a task is pending until its latency is over, and status says so with exit 1', async () => {
    cloud.emulator.control.behave({ behaviour: { kind: 'slow' } });
    const id = await submit();
    expect(await cloud.codex(['cloud', 'status', id])).toMatchObject({ exit: 1, stdout: expect.stringContaining('[PENDING]') });
    expect(await cloud.codex(['cloud', 'diff', id])).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('No diff available') });
    await cloud.emulator.control.release(id);
    await finished(id);
    expect(await cloud.codex(['cloud', 'status', id])).toMatchObject({ exit: 0, stdout: expect.stringContaining('[READY]') });
  });

  test('the listing is newest first, pages through a cursor and shows the marker in each title', async () => {
    for (const attempt of [1, 2, 3]) await submit(PROMPT.replace('/1]', `/${attempt}]`));
    const first = await cloud.codex(['cloud', 'list', '--json', '--limit', '2']);
    const { cursor } = JSON.parse(first.stdout) as { cursor: string };
    const second = await cloud.codex(['cloud', 'list', '--json', '--limit', '2', '--cursor', cursor]);
    const attempts = [...tasksOf(first), ...tasksOf(second)].map(({ title }) => /^\[specline:[^/]+\/(\d)\]/.exec(title)?.[1]);
    expect(attempts).toEqual(['3', '2', '1']);
    expect(JSON.parse(second.stdout)).toMatchObject({ cursor: null });
  });

  test('the listing can be narrowed to an environment, and an environment is found by its label', async () => {
    const id = await submit();
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json', '--env', 'acme/web']))).toMatchObject([{ id, environment_label: 'acme/web' }]);
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json', '--env', 'env-other']))).toEqual([]);
  });

  test('a listing that lags shows neither a new task nor its outcome, while the details do', async () => {
    cloud.emulator.control.set({ listingLagMs: 3_600_000 });
    const id = await submit();
    await finished(id);
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json']))).toEqual([]);
    expect(await cloud.codex(['cloud', 'status', id])).toMatchObject({ exit: 0 });
  });

  test('generated titles hide the marker', async () => {
    cloud.emulator.control.set({ titles: 'generated' });
    await submit();
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json']))[0]?.title).not.toContain('specline');
  });

  test('best of three shows three attempts, each with a diff', async () => {
    const id = taskIdOf(await cloud.codex(['cloud', 'exec', '--env', 'env-web', '--branch', 'main', '--attempts', '3', '-'], { input: PROMPT }));
    await finished(id);
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json']))).toMatchObject([{ attempt_total: 3 }]);
    expect((await cloud.codex(['cloud', 'diff', id, '--attempt', '3'])).stdout).toContain('diff --git');
    expect(await cloud.codex(['cloud', 'diff', id, '--attempt', '4'])).toMatchObject({ exit: 1 });
  });

  test('attempts that differ are told apart; the CLI counts only those that have a diff', async () => {
    const ordered = async (...each: AttemptBehaviour[]) => {
      cloud.emulator.control.behave({ behaviour: { kind: 'attempts', each }, tasks: 1 });
      const id = taskIdOf(await cloud.codex(['cloud', 'exec', '--env', 'env-web', '--branch', 'main', '--attempts', '3', '-'], { input: PROMPT }));
      await finished(id);
      return (attempt: number) => cloud.codex(['cloud', 'diff', id, `--attempt=${attempt}`]);
    };
    const diff = await ordered({ kind: 'half' }, { kind: 'no_diff' }, { kind: 'ready' });
    expect((await diff(1)).stdout).not.toContain('[X] T003');
    expect((await diff(2)).stdout).toContain('[X] T003');
    expect(await diff(3)).toMatchObject({ exit: 1, stderr: expect.stringContaining('Error: Attempt 3 not available; only 2 attempt(s) found') });
    const none = await ordered({ kind: 'no_diff' });
    expect((await none(2)).stderr).toContain('Error: No diff available for task');
    expect(await none(5)).toMatchObject({ exit: 2 });
  });

  test('an unknown environment and an unknown task are refused', async () => {
    const refused = await cloud.codex(['cloud', 'exec', '--env', 'env-nope', '--branch', 'main', '-'], { input: PROMPT });
    expect(refused).toMatchObject({ exit: 1, stderr: expect.stringContaining("environment 'env-nope' not found") });
    expect(await cloud.codex(['cloud', 'status', 'task_e_nope'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('404 Not Found') });
    expect(cloud.emulator.control.effects().tasksCreated).toBe(0);
  });

  test('a home without a login is not signed in', async () => {
    const home = cloud.directory;
    expect(await cloud.codex(['login', 'status'], { home })).toMatchObject({ exit: 1, stderr: expect.stringContaining('Not logged in') });
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 1, stderr: expect.stringContaining('Not signed in') });
    expect(cloud.emulator.control.effects().calls.list).toBe(0);
  });

  test('a revoked login still looks signed in, and every call answers 401', async () => {
    cloud.emulator.control.revokeLogins();
    expect(await cloud.codex(['login', 'status'])).toMatchObject({ exit: 0 });
    expect(await cloud.codex(['cloud', 'list', '--json'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('401 Unauthorized') });
  });

  test('an expired token is refreshed once and the new tokens are kept', async () => {
    const home = await cloud.emulator.codexHome(join(cloud.directory, 'expired'), { accessTokenExpiresAt: new Date(Date.now() - 60_000) });
    const before = await readFile(join(home, 'auth.json'), 'utf8');
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 0 });
    expect(await readFile(join(home, 'auth.json'), 'utf8')).not.toBe(before);
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 0 });
    expect(cloud.emulator.control.effects().refreshes).toEqual({ granted: 1, refused: 0 });
  });

  test('two homes that share a refresh token log each other out', async () => {
    const home = await cloud.emulator.codexHome(join(cloud.directory, 'first'), { accessTokenExpiresAt: new Date(Date.now() - 60_000) });
    const copy = await cloud.emulator.codexHome(join(cloud.directory, 'copy'));
    await writeFile(join(copy, 'auth.json'), await readFile(join(home, 'auth.json')));
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 0 });
    expect(await cloud.codex(['cloud', 'list', '--json'], { home: copy })).toMatchObject({ exit: 1 });
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 1, stderr: expect.stringContaining('401 Unauthorized') });
    expect(cloud.emulator.control.effects().refreshes.refused).toBeGreaterThanOrEqual(1);
  });

  test('two calls at once with a token that must be refreshed log the account out', async () => {
    const home = await cloud.emulator.codexHome(join(cloud.directory, 'shared'), { accessTokenExpiresAt: new Date(Date.now() - 60_000) });
    cloud.emulator.control.fail({ call: 'refresh', effect: { kind: 'delay', ms: 500 }, calls: 2 });
    const calls = await Promise.all([1, 2].map(() => cloud.codex(['cloud', 'list', '--json'], { home })));
    expect(calls.map(({ exit }) => exit)).toContain(1);
    expect(cloud.emulator.control.effects()).toMatchObject({ refreshes: { granted: 1, refused: 1 }, mostCallsAtOnce: 2 });
    expect(await cloud.codex(['cloud', 'list', '--json'], { home })).toMatchObject({ exit: 1 });
  });

  test.each([
    ['a 502', { kind: 'status', status: 502 } as const],
    ['a dropped connection', { kind: 'drop' } as const],
  ])('%s after creation leaves a task that only the listing shows', async (_name, effect) => {
    cloud.emulator.control.fail({ call: 'create', when: 'after', effect, calls: 1 });
    const lost = await cloud.codex(EXEC, { input: PROMPT });
    expect(lost).toMatchObject({ exit: 1, stdout: '' });
    expect(tasksOf(await cloud.codex(['cloud', 'list', '--json']))[0]?.title).toContain(`[specline:${MARKER}]`);
    expect(cloud.emulator.control.effects()).toMatchObject({ tasksCreated: 1, tasksByMarker: { [MARKER]: 1 }, calls: { create: 1 } });
  });

  test('a fault is used up after the calls it was given', async () => {
    cloud.emulator.control.fail({ call: 'list', effect: { kind: 'status', status: 429, retryAfterSeconds: 30 }, calls: 1 });
    expect(await cloud.codex(['cloud', 'list', '--json'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('429 Too Many Requests') });
    expect(await cloud.codex(['cloud', 'list', '--json'])).toMatchObject({ exit: 0 });
  });

  test('a call that hangs can be seen in flight and ends when the emulator does', async () => {
    cloud.emulator.control.fail({ effect: { kind: 'hang' } });
    const hanging = cloud.codex(['cloud', 'list', '--json']);
    await until(() => (cloud.emulator.control.effects().calls.list === 1 ? true : undefined));
    await cloud.emulator.close();
    expect(await hanging).toMatchObject({ exit: 1 });
  });

  test.each([
    ['error', { kind: 'error' } as const, { exit: 1, stdout: expect.stringContaining('[ERROR]') }, { exit: 1, stdout: '' }],
    ['no_diff', { kind: 'no_diff' } as const, { exit: 0, stdout: expect.stringMatching(/\[READY\][^]*no diff/) }, { exit: 1, stdout: '' }],
    ['garbage', { kind: 'garbage' } as const, { exit: 0 }, { exit: 0, stdout: expect.stringContaining('I am not a diff') }],
    ['empty_diff', { kind: 'empty_diff' } as const, { exit: 0, stdout: expect.stringContaining('no diff') }, { exit: 1, stdout: '' }],
  ])('a task that ends with %s looks so to the CLI', async (_name, behaviour, status, diff) => {
    cloud.emulator.control.behave({ behaviour, environment: 'env-web' });
    const id = await submit();
    await finished(id);
    expect(await cloud.codex(['cloud', 'status', id])).toMatchObject(status);
    expect(await cloud.codex(['cloud', 'diff', id])).toMatchObject(diff);
  });

  test('a branch that does not exist ends the task with an error', async () => {
    const id = taskIdOf(await cloud.codex(['cloud', 'exec', '--env', 'env-web', '--branch', 'gone', '-'], { input: PROMPT }));
    expect(await finished(id)).toMatchObject({ state: 'error', outcome: { message: expect.stringContaining('gone') } });
  });

  test.each([
    ['CONNECT', 'api.github.com:443', 'api.github.com:443'],
    ['CONNECT', 'chatgpt.com:80', 'chatgpt.com:80'],
    ['GET', 'http://example.com/', 'GET http://example.com/'],
  ])('the proxy refuses %s %s', async (method, path, target) => {
    const { hostname, port } = new URL(cloud.emulator.proxyUrl);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({ hostname, port, method, path });
      for (const event of ['connect', 'response']) call.on(event, (response: IncomingMessage) => resolve(response.statusCode));
      call.on('error', reject).end();
    });
    expect(status).toBe(403);
    expect(cloud.emulator.control.effects().refusedTargets).toEqual({ [target]: 1 });
  });

  test('unknown routes, missing bearers, foreign accounts and malformed bodies are refused', async () => {
    const auth = JSON.parse(await readFile(join(cloud.codexHome, 'auth.json'), 'utf8')) as { tokens: { access_token: string; account_id: string } };
    const headers = { authorization: `Bearer ${auth.tokens.access_token}`, 'chatgpt-account-id': auth.tokens.account_id, 'content-type': 'application/json' };
    const call = await directCalls(cloud);
    expect(await call('GET', '/backend-api/wham/nothing', headers)).toBe(404);
    expect(await call('GET', '/backend-api/wham/environments', {})).toBe(401);
    expect(await call('GET', '/backend-api/wham/environments', { ...headers, 'chatgpt-account-id': 'other' })).toBe(403);
    expect(await call('POST', '/backend-api/wham/tasks', headers, '{"new_task":')).toBe(400);
    expect(await call('POST', '/backend-api/wham/tasks', headers, '{"new_task":{}}')).toBe(422);
    expect(await call('GET', '/backend-api/wham/tasks/list?limit=21', headers)).toBe(422);
    expect(await call('GET', '/backend-api/wham/tasks/list?environment_id=nope', headers)).toBe(404);
    expect(await call('GET', '/backend-api/wham/tasks/list?limit=20', headers)).toBe(200);
    expect(cloud.emulator.control.effects().unknownCalls).toEqual(['GET chatgpt.com/backend-api/wham/nothing']);
  });
});

/** Calls chatgpt.com through the proxy without the CLI; answers the status. */
async function directCalls({ emulator }: EmulatedCloud) {
  const { fetch, ProxyAgent } = await import('undici');
  const dispatcher = new ProxyAgent({ uri: emulator.proxyUrl, requestTls: { ca: await readFile(emulator.caCertificatePath, 'utf8') } });
  return async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const answer = await fetch(`https://chatgpt.com${path}`, { method, headers, dispatcher, ...(body && { body }) });
    await answer.text();
    return answer.status;
  };
}
