import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessLock, type LockHolder } from './process-lock';
import { openDataDirectory } from './data-directory';
import { compile, compiled } from './processes.fixture';

jest.setTimeout(60_000);

let folder: string;
let child: ChildProcess | undefined;
beforeAll(compile);
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'specline-lock-')); });
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
const path = (): string => join(folder, 'a.lock');

/** Another process that holds the lock until it is killed. */
async function holder(about: string): Promise<number> {
  const script = `require(${JSON.stringify(compiled('process-lock'))}).ProcessLock.take(${JSON.stringify(path())}, ${JSON.stringify(about)}); console.log('held'); setInterval(() => {}, 1000);`;
  child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child.pid!;
}

test('a lock of a living process names who holds it and what runs there', async () => {
  const pid = await holder('the console on port 8080');
  expect(ProcessLock.take(path(), 'mine')).toMatchObject({ pid, about: 'the console on port 8080' });
});

test('a lock whose process was killed is free at once', async () => {
  await holder('killed soon');
  child!.kill('SIGKILL');
  await once(child!, 'exit');
  expect(ProcessLock.take(path(), 'mine')).toBeInstanceOf(ProcessLock);
});

test('a lock whose pid now belongs to another process is free', () => {
  const own = ProcessLock.take(path(), 'earlier') as ProcessLock;
  const content = JSON.parse(readFileSync(path(), 'utf8')) as LockHolder;
  writeFileSync(path(), JSON.stringify({ ...content, started: 'long ago' }));
  expect(ProcessLock.take(path(), 'later')).toBeInstanceOf(ProcessLock);
  own.release();
});

test('an unreadable lock file is taken over', () => {
  writeFileSync(path(), 'half wri');
  expect(ProcessLock.take(path(), 'mine')).toBeInstanceOf(ProcessLock);
});

test('a released lock can be taken again', () => {
  (ProcessLock.take(path(), 'first') as ProcessLock).release();
  expect(ProcessLock.take(path(), 'second')).toBeInstanceOf(ProcessLock);
});

describe('a data directory', () => {
  test('in use leads to its sibling, and says what runs in the first', () => {
    const first = openDataDirectory(join(folder, 'local'));
    first.describe('http://127.0.0.1:8080');
    const second = openDataDirectory(join(folder, 'local'));
    expect(second.path).toBe(join(folder, 'local-2'));
    expect(second.others).toEqual([expect.objectContaining({ path: join(folder, 'local'), pid: process.pid, about: 'http://127.0.0.1:8080' })]);
    first.release();
    expect(openDataDirectory(join(folder, 'local')).path).toBe(join(folder, 'local'));
  });

  test('is emptied by a reset, which keeps it locked', () => {
    const data = openDataDirectory(join(folder, 'local'));
    writeFileSync(join(data.path, 'stored'), 'x');
    data.reset();
    expect(() => readFileSync(join(data.path, 'stored'))).toThrow('ENOENT');
    expect(openDataDirectory(join(folder, 'local')).path).toBe(join(folder, 'local-2'));
  });
});
