import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexCloudCli, type CodexCloudCliOptions } from './codex-cloud-cli';
import { eventually, FakeCodex, isAlive } from './fake-codex.fixture';
import { mostOvertakes } from './turn-queue';

const print = (text: string) => `process.stdout.write(${JSON.stringify(text)});`;
const complain = (text: string) => `process.stderr.write(${JSON.stringify(text)}); process.exitCode = 1;`;
const HANG = 'setInterval(() => {}, 1000);';
const URL_OF_TASK = 'https://chatgpt.com/codex/tasks/task_e_1';

describe('Codex Cloud through its CLI', () => {
  let fake: FakeCodex;
  beforeEach(() => { fake = new FakeCodex(); });
  afterEach(() => fake.remove());

  const cli = (body: string, options: Partial<CodexCloudCliOptions> = {}) => new CodexCloudCli({ program: fake.behave(body).program, environment: fake.environment, ...options });
  const code = (expected: string, effect = 'none') => ({ failure: { code: expected }, effect });
  const create = { environment: 'env_1', branch: 'main', prompt: '[specline:0199/1] do it' };

  describe('creating a task', () => {
    it('gives the prompt by stdin and the rest as arguments', async () => {
      const prompt = '[specline:0199/1] Grüße\n\n- "quoted" $(id)\n';
      const body = `note(fs.readFileSync(0, 'utf8')); ${print(`${URL_OF_TASK}\n`)}`;
      await expect(cli(body).createTask({ environment: 'env_1', branch: '--feature', prompt, attempts: 3 })).resolves.toEqual({ taskId: 'task_e_1', url: URL_OF_TASK });
      expect(fake.calls()[0]?.args).toEqual(['cloud', 'exec', '--env=env_1', '--branch=--feature', '--attempts=3', '-']);
      expect(fake.notes()).toEqual([prompt]);
    });

    it.each([
      ['NUL in the prompt', { prompt: 'a\0b' }],
      ['an empty prompt', { prompt: ' \n' }],
      ['no branch', { branch: '' }],
      ['a line feed in the branch', { branch: 'a\nb' }],
      ['five attempts', { attempts: 5 }],
    ])('%s is refused before anything is called', async (_title, wrong) => {
      const refused = cli('').createTask({ ...create, ...wrong });
      await expect(refused).rejects.toMatchObject({ ...code('codex.invalid_request'), failure: { details: { issues: [expect.stringContaining(Object.keys(wrong)[0]!)] } } });
      expect(fake.calls()).toEqual([]);
    });

    it('without an environment says what to configure', async () => {
      await expect(cli('').createTask({ ...create, environment: ' ' })).rejects.toMatchObject(code('credential.codex_environment_missing'));
    });

    it.each(['', 'created\n', 'https://chatgpt.com/codex/tasks/../../x\n'])('an answer of %j may have made a task', async (answer) => {
      await expect(cli(print(answer)).createTask(create)).rejects.toMatchObject(code('codex.cli_output', 'unclear'));
    });

    it('a time-out may have made a task, and leaves no process', async () => {
      await expect(cli(HANG, { timeLimitMs: 300 }).createTask(create)).rejects.toMatchObject(code('codex.cli_timeout', 'unclear'));
      await eventually(() => fake.calls().every(({ pid }) => !isAlive(pid)));
    });

    it('is not begun after the time it had to start by', async () => {
      await expect(cli(print(URL_OF_TASK)).createTask(create, { startBy: Date.now() - 1 })).rejects.toMatchObject(code('codex.login_busy'));
      expect(fake.calls()).toEqual([]);
    });

    it('not signed in is a failure that says so and made nothing', async () => {
      await expect(cli(complain('Not signed in. Please run \'codex login\'\n')).createTask(create)).rejects.toMatchObject(code('credential.codex_missing'));
    });
  });

  describe('listing tasks', () => {
    it('asks for one page of one environment', async () => {
      const one = cli(print('{"tasks":[],"cursor":"next"}'));
      await expect(one.listTasks({ environment: 'acme/web', cursor: 'c/2 =&', limit: 5 })).resolves.toEqual({ tasks: [], cursor: 'next' });
      await one.listTasks({ environment: 'env_1' });
      expect(fake.calls().map(({ args }) => args)).toEqual([
        ['cloud', 'list', '--json', '--env=acme/web', '--limit=5', '--cursor=c/2 =&'],
        ['cloud', 'list', '--json', '--env=env_1', '--limit=20'],
      ]);
    });

    it.each(['', 'No tasks found.\n', '{"tasks":[{"id":"../../x"}]}'])('an answer of %j is not understood', async (answer) => {
      await expect(cli(print(answer)).listTasks({ environment: 'env_1' })).rejects.toMatchObject(code('codex.cli_output'));
    });

    it('refuses a page of more than twenty', async () => {
      await expect(cli('').listTasks({ environment: 'env_1', limit: 21 })).rejects.toMatchObject(code('codex.invalid_request'));
    });
  });

  describe('asking for one task', () => {
    it.each(['../../x', '--help', ''])('the id %j never becomes an argument', async (id) => {
      await expect(cli('').taskStatus(id)).rejects.toMatchObject(code('codex.invalid_request'));
      await expect(cli('').taskDiff(id)).rejects.toMatchObject(code('codex.invalid_request'));
      expect(fake.calls()).toEqual([]);
    });

    it('a task that is not ready ends with exit code 1 and has a status all the same', async () => {
      const one = cli(`${print('[PENDING] Cart\n0s ago\nno diff\n')} process.exitCode = 1;`);
      await expect(one.taskStatus('task_e_1')).resolves.toMatchObject({ status: 'pending', title: 'Cart' });
      expect(fake.calls()[0]?.args).toEqual(['cloud', 'status', 'task_e_1']);
    });

    it('exit code 1 without a status is a failure', async () => {
      await expect(cli(complain('Error: http error: get_task_details failed: GET https://x failed: 404 Not Found; content-type=x; body=x\n')).taskStatus('task_e_1')).rejects.toMatchObject(code('codex.task_unknown'));
    });

    it('half a status before a time-out is a time-out', async () => {
      await expect(cli(`${print('[PENDING] Ca')} ${HANG}`, { timeLimitMs: 300 }).taskStatus('task_e_1')).rejects.toMatchObject(code('codex.cli_timeout'));
    });

    it('the diff comes byte for byte', async () => {
      const diff = 'diff --git a/ü b/ü\n@@ -1 +1 @@\n-a\r\n+b';
      await expect(cli(print(diff)).taskDiff('task_e_1')).resolves.toBe(diff);
      expect(fake.calls()[0]?.args).toEqual(['cloud', 'diff', 'task_e_1']);
    });

    it('the diff of one of several attempts is asked for by its number, which nobody gets wrong', async () => {
      await cli(print('diff --git a/x b/x')).taskDiff('task_e_1', { attempt: 3 });
      expect(fake.calls()[0]?.args).toEqual(['cloud', 'diff', '--attempt=3', 'task_e_1']);
      await expect(cli('').taskDiff('task_e_1', { attempt: 5 })).rejects.toMatchObject(code('codex.invalid_request'));
    });

    it('no diff is told apart from an unreadable and from an endless one', async () => {
      await expect(cli(complain('Error: No diff available for task task_e_1; it may still be running.\n')).taskDiff('task_e_1')).rejects.toMatchObject(code('codex.no_diff'));
      await expect(cli(print('\n')).taskDiff('task_e_1')).rejects.toMatchObject(code('codex.no_diff'));
      await expect(cli(print('I did it.\n')).taskDiff('task_e_1')).rejects.toMatchObject(code('codex.cli_output'));
      const endless = 'const chunk = Buffer.alloc(1 << 20, "+\\n"); (function more() { while (process.stdout.write(chunk)); process.stdout.once("drain", more); })();';
      await expect(cli(endless).taskDiff('task_e_1')).rejects.toMatchObject(code('patch.too_large'));
    });
  });

  it('the login is what the CLI says, signed in or not', async () => {
    await expect(cli('process.stderr.write("Logged in using ChatGPT\\n")').loginStatus()).resolves.toEqual({ method: 'chatgpt', canUseCloud: true });
    await expect(cli(complain('Not logged in\n')).loginStatus()).resolves.toEqual({ method: 'none', canUseCloud: false });
    await expect(cli(complain('Error loading configuration: x\n')).loginStatus()).rejects.toMatchObject(code('codex.cli_config'));
    await expect(cli(`process.stderr.write("Not logged in\\n"); ${HANG}`, { timeLimitMs: 300 }).loginStatus()).rejects.toMatchObject(code('codex.cli_timeout'));
  });

  it('a CLI that is not there is named', async () => {
    const absent = new CodexCloudCli({ program: { file: join(fake.directory, 'absent'), leadingArgs: [] }, environment: fake.environment });
    await expect(absent.version()).rejects.toMatchObject({ failure: { code: 'codex.cli_missing', details: { file: join(fake.directory, 'absent'), reason: 'ENOENT' } } });
  });

  it('calls with one login take turns, the version needs none', async () => {
    const one = cli(`note("in"); setTimeout(() => { note("out"); ${print('codex-cli 1.2.3\n')} ${print('{"tasks":[],"cursor":null}')} }, 50);`);
    const other = new CodexCloudCli({ program: fake.program, environment: fake.environment });
    const list = { environment: 'env_1' };
    await Promise.allSettled([one.listTasks(list), other.listTasks(list), one.listTasks(list)]);
    expect(fake.notes()).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
    fake.behave(HANG);
    const abort = new AbortController();
    const holding = one.listTasks(list, { signal: abort.signal });
    await eventually(() => fake.calls().length === 4);
    fake.behave(print('codex-cli 1.2.3\n'));
    await expect(one.version()).resolves.toBe('1.2.3');
    abort.abort(new Error('enough'));
    await expect(holding).rejects.toThrow('enough');
  });

  describe('of the calls that wait at a login', () => {
    const behaviour = `const call = process.argv[3]; note(call); setTimeout(() => { const said = { list: '{"tasks":[],"cursor":null}', exec: ${JSON.stringify(URL_OF_TASK)}, diff: 'diff --git a/x b/x', status: '[READY] x\\n0s ago\\nno diff' }; process.stdout.write(said[call] + '\\n'); }, 50);`;
    const submission = (one: CodexCloudCli) => one.inOneTurn(async (calls) => {
      await calls.listTasks({ environment: 'env_1' });
      return calls.createTask(create, { startBy: Date.now() + 5_000 });
    });

    it('a diff that is asked for behind twenty submissions goes next, then a listing, and a submission is never parted', async () => {
      const one = cli(behaviour);
      const submissions = Array.from({ length: 20 }, () => submission(one));
      await eventually(() => fake.notes().length > 0);
      await Promise.all([one.listTasks({ environment: 'env_1' }), one.taskDiff('task_e_1'), one.taskStatus('task_e_1')]);
      expect(fake.notes().slice(0, 5)).toEqual(['list', 'exec', 'diff', 'status', 'list']);
      await expect(Promise.all(submissions)).resolves.toHaveLength(20);
      expect(fake.notes().slice(5)).toEqual(Array.from({ length: 19 }, () => ['list', 'exec']).flat());
    }, 60_000);

    it('a submission is not kept waiting for ever by calls that go before it', async () => {
      const one = cli(behaviour);
      let over = false;
      const busy = Promise.all([1, 2].map(async () => { while (!over) await one.taskDiff('task_e_1'); }));
      await eventually(() => fake.notes().length > 1);
      await submission(one);
      over = true;
      await busy;
      expect(fake.notes().lastIndexOf('exec') - fake.notes().indexOf('diff')).toBeLessThan(2 * mostOvertakes);
    }, 60_000);
  });

  it('an abort ends the call with its reason and its process', async () => {
    const abort = new AbortController();
    const running = cli(HANG).listTasks({ environment: 'env_1' }, { signal: abort.signal });
    await eventually(() => fake.calls().length === 1);
    abort.abort(new Error('the run was cancelled'));
    await expect(running).rejects.toThrow('the run was cancelled');
    await eventually(() => !isAlive(fake.calls()[0]!.pid));
  });

  it('no call leaves anything in the temporary directory', async () => {
    const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith('specline-cli-') && fake.calls().some(({ directory }) => directory.endsWith(name)));
    await cli(`fs.writeFileSync("error.log", "x"); ${complain('Error: x')}`).listTasks({ environment: 'env_1' }).catch(() => undefined);
    expect(fake.calls()).toHaveLength(1);
    expect(scratches()).toEqual([]);
  });

  describe('the log', () => {
    const secret = 'rt_opaque-refresh-token-0123456789';
    const logOf = async (body: string, call: (cli: CodexCloudCli, log: (line: string) => void) => Promise<unknown>, options: Partial<CodexCloudCliOptions> = {}) => {
      const lines: string[] = [];
      await call(cli(body, { now: () => 1_800_000_000_000, ...options }), (line) => lines.push(line)).catch(() => undefined);
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    };

    it('has a line for each line of output and one for the end', async () => {
      const body = `${print('{"tasks":[],\n"cursor":null}\n')} process.stderr.write("WARNING: x\\n");`;
      const lines = await logOf(body, (one, log) => one.listTasks({ environment: 'env_1' }, { log }));
      const args = ['cloud', 'list', '--json', '--env=env_1', '--limit=20'];
      expect(lines.slice(0, -1)).toHaveLength(3);
      expect(lines).toContainEqual({ at: '2027-01-15T08:00:00.000Z', call: 'list', args, stream: 'stdout', text: '"cursor":null}' });
      expect(lines.at(-1)).toEqual({ at: '2027-01-15T08:00:00.000Z', call: 'list', exit: 0, ms: expect.any(Number) });
    });

    it('ends also for a call that was ended', async () => {
      const lines = await logOf(HANG, (one, log) => one.listTasks({ environment: 'env_1' }, { log }), { timeLimitMs: 300 });
      expect(lines).toEqual([{ at: '2027-01-15T08:00:00.000Z', call: 'list', exit: null, ms: expect.any(Number) }]);
    });

    it('and the failure hold no token of the login, and the prompt is in neither', async () => {
      writeFileSync(join(fake.home, 'auth.json'), JSON.stringify({ auth_mode: 'chatgpt', tokens: { refresh_token: secret } }));
      const environment = { ...fake.environment, CODEX_ACCESS_TOKEN: 'plain-access-token-without-shape' };
      const body = complain(`Error: https://chatgpt.com said ${secret} and plain-access-token-without-shape\n`);
      let failure: unknown;
      const lines = await logOf(body, (one, log) => one.createTask(create, { log }).catch((error: { failure: unknown }) => { failure = error.failure; }), { environment });
      expect(lines[0]?.['text']).toBe('Error: https://chatgpt.com said [redacted] and [redacted]');
      expect(failure).toMatchObject({ message: expect.stringContaining('chatgpt.com said [redacted] and [redacted]') });
      expect(JSON.stringify([lines, failure])).not.toContain('do it');
    });
  });
});
