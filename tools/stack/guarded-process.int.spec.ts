// What is left when a parent ends, in whatever way. The parent here is a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnGuarded } from './guarded-process';
import { allGone, compile, compiled, runs } from './processes.fixture';
import { until } from './until';

jest.setTimeout(60_000);

beforeAll(compile);

const sayPid = `require('node:fs').writeSync(1, 'pid ' + process.pid + '\\n');`;
const idle = `${sayPid} setInterval(() => {}, 1000);`;
const stubborn = `process.on('SIGTERM', () => {}); ${idle}`;
/** Starts `inner`, in a process group of its own or not, and stays until it is told to end. */
const withGrandchild = (inner: string, detached: boolean): string =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { detached: ${detached}, stdio: 'inherit' }); ${idle}`;

/** A parent with one guarded child per script; answers the pids that children and grandchildren say once they are set up. */
async function parentOf(scripts: string[], expected: number): Promise<{ parent: ChildProcess; pids: number[] }> {
  const source = `
    const { spawnGuarded } = require(${JSON.stringify(compiled('guarded-process'))});
    for (const script of ${JSON.stringify(scripts)}) spawnGuarded(process.execPath, ['-e', script], { environment: process.env, stdio: ['ignore', 1, 2] });
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pids: number[] = [];
  for await (const line of createInterface({ input: parent.stdout })) {
    pids.push(Number(line.replace('pid ', '')));
    if (pids.length === expected) break;
  }
  return { parent, pids };
}

describe('a parent killed with -9', () => {
  test('leaves none of its children', async () => {
    const { parent, pids } = await parentOf([idle, idle], 2);
    expect(pids.every(runs)).toBe(true);
    parent.kill('SIGKILL');
    await allGone(pids);
  });

  test('leaves no child that ignores SIGTERM', async () => {
    const { parent, pids } = await parentOf([stubborn], 1);
    parent.kill('SIGKILL');
    await allGone(pids);
  });

  (process.platform === 'linux' ? test : test.skip)('leaves no grandchild in a process group of its own (Linux)', async () => {
    const { parent, pids } = await parentOf([withGrandchild(stubborn, true)], 2);
    parent.kill('SIGKILL');
    await allGone(pids);
  });
});

test('a parent that exits without stopping its children leaves none', async () => {
  const { parent, pids } = await parentOf([idle], 1);
  parent.kill('SIGTERM');
  await once(parent, 'exit');
  await allGone(pids);
});

test('a child that crashes takes along what it started in its process group', async () => {
  const { parent, pids: [one, other] } = await parentOf([withGrandchild(stubborn, false)], 2);
  process.kill(Math.min(one!, other!), 'SIGKILL');
  await allGone([one!, other!]);
  expect(runs(parent.pid!)).toBe(true);
  parent.kill('SIGKILL');
});

test('stop ends a child that ignores the request after the grace', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'specline-guarded-'));
  const child = await spawnGuarded(process.execPath, ['-e', `process.on('SIGTERM', () => {}); require('node:fs').writeFileSync('deaf', ''); setInterval(() => {}, 1000);`],
    { environment: process.env, stdio: 'ignore', cwd: folder });
  await until('the child ignores SIGTERM', () => existsSync(join(folder, 'deaf')) || undefined);
  await child.stop(300);
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  rmSync(folder, { recursive: true });
});

test('a program that does not exist is an error, not a process', async () => {
  await expect(spawnGuarded('/nowhere/program', [], { environment: {}, stdio: 'ignore' })).rejects.toThrow('ENOENT');
});
