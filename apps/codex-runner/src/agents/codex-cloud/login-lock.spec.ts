import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CodexFailure } from './codex-failure';
import { eventually } from './fake-codex.fixture';
import { LoginLock, type LoginLockOptions } from './login-lock';

describe('the lock on a login', () => {
  let directory: string;
  let codexHome: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'login-lock-'));
    codexHome = join(directory, 'home');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const lockOf = (options: Partial<LoginLockOptions> = {}) => new LoginLock({ codexHome, retryMs: 5, ...options });
  const busy = expect.objectContaining({ failure: expect.objectContaining({ code: 'codex.login_busy', retryable: true }), effect: 'none' });
  /** Holds the lock until `release` is called. */
  const held = async (lock: LoginLock) => {
    let release = (): void => undefined;
    let started = false;
    const done = lock.hold(() => new Promise<void>((resolve) => { started = true; release = resolve; }));
    await eventually(() => started);
    return { release: async () => { release(); await done; } };
  };

  it('gives back what the work gave, and throws what it threw', async () => {
    const lock = lockOf();
    await expect(lock.hold(async () => 7)).resolves.toBe(7);
    await expect(lock.hold(async () => { throw new Error('inside'); })).rejects.toThrow('inside');
    await expect(lock.hold(async () => 8)).resolves.toBe(8);
  });

  it('lets one work at a time, within a lock in the order of asking', async () => {
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    const work = (number: number) => async () => {
      most = Math.max(most, ++inside);
      await pause(2);
      order.push(number);
      inside--;
    };
    const [one, other] = [lockOf(), lockOf()];
    await Promise.all([1, 2, 3, 4, 5].flatMap((number) => [one.hold(work(number)), other.hold(work(number + 100))]));
    expect(most).toBe(1);
    expect(order.filter((number) => number < 100)).toEqual([1, 2, 3, 4, 5]);
    expect(order.filter((number) => number > 100)).toEqual([101, 102, 103, 104, 105]);
  });

  it('lets another process in between turns that follow each other closely', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(name);
      await pause(10);
    };
    const [greedy, modest] = [lockOf({ retryMs: 50 }), lockOf({ retryMs: 50 })];
    const many = Promise.all(Array.from({ length: 60 }, () => greedy.hold(work('greedy'))));
    await eventually(() => order.length > 0);
    await modest.hold(work('modest'));
    expect(order.length).toBeLessThan(6);
    await many;
  });

  it('makes the home when there is none, for this user only', async () => {
    await lockOf().hold(async () => undefined);
    expect(statSync(codexHome).mode & 0o777).toBe(0o700);
  });

  it('waits no longer than it may', async () => {
    const holder = await held(lockOf());
    let worked = false;
    await expect(lockOf({ waitMs: 60 }).hold(async () => { worked = true; })).rejects.toEqual(busy);
    await holder.release();
    expect(worked).toBe(false);
  });

  it('waits no longer than it may in its own queue either, and those behind still get their turn', async () => {
    const lock = lockOf({ waitMs: 10_000 });
    const holder = await held(lock);
    const impatient = lock.hold(async () => 'never', { startBy: Date.now() + 40 });
    const patient = lock.hold(async () => 'at last');
    await expect(impatient).rejects.toEqual(busy);
    await holder.release();
    await expect(patient).resolves.toBe('at last');
  });

  it('starts no work after the time by which it had to start', async () => {
    let worked = false;
    await expect(lockOf().hold(async () => { worked = true; }, { startBy: Date.now() - 1 })).rejects.toEqual(busy);
    expect(worked).toBe(false);
    expect(existsSync(join(codexHome, 'specline-login.lock'))).toBe(false);
  });

  it.each(['in the queue', 'at the lock'])('an abort while waiting %s ends the wait with the reason', async (where) => {
    const first = lockOf();
    const holder = await held(first);
    const abort = new AbortController();
    const waiting = (where === 'in the queue' ? first : lockOf()).hold(async () => 'never', { signal: abort.signal });
    if (where === 'at the lock') await eventually(() => existsSync(join(codexHome, 'specline-login.waiting')));
    abort.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await holder.release();
  });

  it('takes over the lock of a process that died', async () => {
    const left = join(codexHome, 'specline-login.lock');
    mkdirSync(left, { recursive: true });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(left, longAgo, longAgo);
    await expect(lockOf({ waitMs: 1_000 }).hold(async () => 'taken over')).resolves.toBe('taken over');
  });

  it('is kept fresh for as long as the work takes', async () => {
    const left = join(codexHome, 'specline-login.lock');
    await lockOf({ staleMs: 2_000 }).hold(async () => {
      const before = statSync(left).mtimeMs;
      await eventually(() => statSync(left).mtimeMs > before + 900 && statSync(left).mtimeMs <= Date.now());
    });
  });

  it('tells the work when another process took it over', async () => {
    const lost = lockOf({ staleMs: 2_000 }).hold((signal) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      const longAgo = new Date(Date.now() - 60_000);
      utimesSync(join(codexHome, 'specline-login.lock'), longAgo, longAgo);
    }));
    await expect(lost).rejects.toMatchObject({ failure: { code: 'codex.login_lost' }, effect: 'unclear' });
  });

  it('says so when the home cannot be written', async () => {
    writeFileSync(codexHome, 'a file');
    await expect(lockOf().hold(async () => undefined)).rejects.toMatchObject({ failure: { code: 'codex.login_unwritable', retryable: false, details: { codexHome } } });
    await expect(lockOf().hold(async () => undefined)).rejects.toBeInstanceOf(CodexFailure);
  });
});
