// A stack as seen from outside: its processes, its data directory, and what is left of them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allGone, compile, compiled, processesNaming } from './processes.fixture';
import { until } from './until';

jest.setTimeout(60_000);

let folder: string;
let stacks: ChildProcess[];
beforeAll(compile);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specline-stack-'));
  chmodSync(folder, 0o700);
  stacks = [];
});
afterEach(async () => {
  for (const stack of stacks) stack.kill('SIGKILL');
  await allGone(processesNaming(folder));
  rmSync(folder, { recursive: true, force: true });
});

interface Started { process: ChildProcess; output: () => string }
function start(parameters: string[] = [], environment: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [compiled('servers-only.fixture'), ...parameters], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, SPECLINE_DATA_DIR: join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stacks.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return { process: child, output: () => text };
}
async function ready(stack: Started): Promise<void> {
  await until(`the stack is ready; it says: ${stack.output()}`, () => {
    if (stack.process.exitCode !== null) throw new Error(`it ended: ${stack.output()}`);
    return stack.output().includes('ready in') || undefined;
  }, 30_000);
}
const databasePid = (directory: string): number => Number.parseInt(readFileSync(join(folder, directory, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);

test('Ctrl-C ends it in order with exit code 0 and leaves no process', async () => {
  const stack = start();
  await ready(stack);
  const pids = [...processesNaming(folder), databasePid('data')];
  expect(pids.length).toBeGreaterThan(1);
  stack.process.kill('SIGINT');
  const [code] = await once(stack.process, 'exit') as [number];
  expect(code).toBe(0);
  expect(processesNaming(folder)).toEqual([]);
  await allGone(pids);
});

test('kill -9 leaves no process, and the next start uses the same data directory at once', async () => {
  const stack = start();
  await ready(stack);
  const pids = [...processesNaming(folder), databasePid('data')];
  stack.process.kill('SIGKILL');
  await allGone(pids);
  const next = start();
  await ready(next);
  expect(next.output()).toContain(`ready in ${join(folder, 'data')}\n`);
});

test('two starts with one data directory run side by side, and the second says what the first is', async () => {
  const [one, other] = [start(), start()];
  await Promise.all([ready(one), ready(other)]);
  const outputs = [one.output(), other.output()];
  expect(outputs.filter((output) => output.includes(`${join(folder, 'data')} is in use by process`))).toHaveLength(1);
  expect(outputs.filter((output) => output.includes(`ready in ${join(folder, 'data-2')}`))).toHaveLength(1);
  expect(databasePid('data')).not.toBe(databasePid('data-2'));
});

test('--reset starts over', async () => {
  const first = start();
  await ready(first);
  writeFileSync(join(folder, 'data/left-over'), '');
  first.process.kill('SIGINT');
  await once(first.process, 'exit');
  const second = start(['--reset']);
  await ready(second);
  expect(() => readFileSync(join(folder, 'data/left-over'))).toThrow('ENOENT');
});

test('a database that ends by itself ends the stack with the reason', async () => {
  const stack = start();
  await ready(stack);
  process.kill(databasePid('data'), 'SIGKILL');
  const [code] = await once(stack.process, 'exit') as [number];
  expect(code).toBe(1);
  expect(stack.output()).toContain('PostgreSQL ended by itself (SIGKILL)');
  expect(processesNaming(folder)).toEqual([]);
});

test('a nats-server that cannot be used ends the start with what to do, and leaves no process', async () => {
  const stack = start([], { NATS_SERVER_BIN: '/nowhere/nats-server' });
  await once(stack.process, 'exit');
  expect(stack.process.exitCode).toBe(1);
  expect(stack.output()).toMatch(/NATS_SERVER_BIN does not name a usable program[\s\S]*unset it/);
  await allGone(processesNaming(folder));
});

test('servers that run elsewhere are used instead of own ones', async () => {
  const stack = start([], { NATS_URL: 'nats://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/x' });
  await ready(stack);
  expect(processesNaming(join(folder, 'data'))).toEqual([]);
});
