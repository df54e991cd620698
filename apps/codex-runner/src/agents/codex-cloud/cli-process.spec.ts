import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliNotStarted, runCli, type CliCall } from './cli-process';
import { eventually, FakeCodex, isAlive } from './fake-codex.fixture';

describe('running a command line program', () => {
  let fake: FakeCodex;
  beforeEach(() => { fake = new FakeCodex(); });
  afterEach(() => fake.remove());

  const run = (body: string, call: Partial<CliCall> = {}) => runCli({ program: fake.behave(body).program, args: [], environment: fake.environment, ...call });
  const nobodyIsLeft = () => eventually(() => [...fake.calls().map(({ pid }) => pid), ...fake.notes() as number[]].every((pid) => !isAlive(pid)));

  it('what it printed and how it ended comes back', async () => {
    const result = await run('process.stdout.write("grüße\\n"); process.stderr.write("oh"); process.exitCode = 3;');
    expect(result).toMatchObject({ stdout: 'grüße\n', stderr: 'oh', exitCode: 3, signal: null, timedOut: false, truncated: null });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it('it gets the arguments as they are and no shell reads them', async () => {
    await run('', { args: ['cloud', '--env=$(id) `x`; ä "q"', '-'] });
    expect(fake.calls()[0]?.args).toEqual(['cloud', '--env=$(id) `x`; ä "q"', '-']);
  });

  it('it sees the given environment and nothing of ours', async () => {
    process.env['GH_TOKEN'] = 'ghp_not_for_codex';
    await run('').finally(() => delete process.env['GH_TOKEN']);
    expect(Object.keys(fake.calls()[0]?.environment ?? {}).sort()).toEqual(['CODEX_HOME', 'HOME', 'PATH']);
  });

  it('it stands in an empty directory of its own, which is gone afterwards with what it wrote', async () => {
    await run('note(fs.readdirSync(".")); fs.writeFileSync("error.log", "x");');
    await run('note(fs.readdirSync("."));');
    const [first, second] = fake.calls();
    expect(fake.notes()).toEqual([[], []]);
    expect(first?.directory).not.toBe(second?.directory);
    expect(existsSync(first!.directory)).toBe(false);
  });

  it('it reads the given input, and an empty one when none is given', async () => {
    const echo = 'process.stdin.pipe(process.stdout);';
    expect((await run(echo, { stdin: 'prompt\n  ü' })).stdout).toBe('prompt\n  ü');
    expect((await run(echo)).stdout).toBe('');
  });

  it('a program that ends without reading a long input is judged by its exit code', async () => {
    expect(await run('process.exit(4)', { stdin: 'x'.repeat(5_000_000) })).toMatchObject({ exitCode: 4 });
  });

  it('one that hangs is ended after the time limit', async () => {
    const result = await run('process.stdout.write("started"); setInterval(() => {}, 1000);', { timeLimitMs: 2_000 });
    expect(result).toMatchObject({ timedOut: true, stdout: 'started', exitCode: null, signal: 'SIGTERM' });
    await nobodyIsLeft();
  });

  it('one that ignores SIGTERM is killed, and so is its child that ignores it too', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
    const result = await run(`note(require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: "ignore" }).pid); ${stubborn}`, { timeLimitMs: 2_000 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
    expect(result.durationMs).toBeLessThan(10_000);
    expect(fake.notes()).toHaveLength(1);
    await nobodyIsLeft();
  });

  it('a child that outlives it and holds the pipes does not hold us, and is ended', async () => {
    const result = await run('note(require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }).pid); process.stdout.write("done"); process.exit(0);');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done', timedOut: false });
    expect(result.durationMs).toBeLessThan(5_000);
    await nobodyIsLeft();
  });

  it('a child that left the group and holds the pipes does not hold us either', async () => {
    const result = await run('note(require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit", detached: true }).pid); process.exit(0);');
    expect(result.durationMs).toBeLessThan(5_000);
    process.kill(fake.notes()[0] as number, 'SIGKILL');
  });

  it('one gigabyte of output is cut at the limit and ends the program', async () => {
    const result = await run('const megabyte = Buffer.alloc(1 << 20, 120); let left = 1024; (function more() { while (left-- > 0) if (!process.stdout.write(megabyte)) return process.stdout.once("drain", more); })();');
    expect(result).toMatchObject({ truncated: 'stdout', timedOut: false });
    expect(result.stdout).toHaveLength(16 * 1024 * 1024);
    await nobodyIsLeft();
  });

  it('too much on stderr keeps the first bytes, where the reason is', async () => {
    const result = await run('process.stderr.write("Error: reason " + "x".repeat(400_000)); setInterval(() => {}, 1000);');
    expect(result).toMatchObject({ truncated: 'stderr' });
    expect(result.stderr).toHaveLength(256 * 1024);
    expect(result.stderr).toMatch(/^Error: reason x/);
  });

  it('output is handed on while the program runs', async () => {
    const seen: string[] = [];
    const abort = new AbortController();
    const running = run('process.stdout.write("first"); setInterval(() => {}, 1000);', { signal: abort.signal, onOutput: (stream, chunk) => seen.push(`${stream} ${chunk.toString()}`) });
    await eventually(() => seen.includes('stdout first'));
    abort.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
  });

  it('an abort ends it and rejects with the reason', async () => {
    const abort = new AbortController();
    const running = run('setInterval(() => {}, 1000);', { signal: abort.signal });
    await eventually(() => fake.calls().length === 1);
    abort.abort(new Error('the run was cancelled'));
    await expect(running).rejects.toThrow('the run was cancelled');
    await nobodyIsLeft();
  });

  it('with an abort before the start nothing is started', async () => {
    await expect(run('', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
    expect(fake.calls()).toEqual([]);
  });

  it('a program that is not there or not executable is named with the reason', async () => {
    const plain = join(fake.directory, 'plain');
    writeFileSync(plain, '', { mode: 0o644 });
    const start = (file: string) => runCli({ program: { file, leadingArgs: [] }, args: [], environment: fake.environment });
    await expect(start(join(fake.directory, 'absent'))).rejects.toEqual(new CliNotStarted(join(fake.directory, 'absent'), 'ENOENT'));
    await expect(start(plain)).rejects.toMatchObject({ file: plain, reason: 'EACCES' });
  });
});
