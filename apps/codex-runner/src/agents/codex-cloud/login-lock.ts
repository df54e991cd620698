// Lets one call at a time use a Codex login, across processes: its refresh tokens are single-use, and a race signs everyone out.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { CodexFailure } from './codex-failure';

export interface LoginLockOptions {
  readonly codexHome: string;
  /** How long a call waits for its turn before it fails with `codex.login_busy`. */
  readonly waitMs?: number;
  /** A lock that was not renewed for so long belongs to a dead process; at least 2 s. */
  readonly staleMs?: number;
  /** How often a waiting process looks, roughly. */
  readonly retryMs?: number;
}

/** `startBy` is in milliseconds since 1970: no work starts later, whatever waitMs says. */
export interface LoginLockWait {
  readonly signal?: AbortSignal;
  readonly startBy?: number;
}

const LOCK_NAME = 'specline-login.lock';
const WAITING_NAME = 'specline-login.waiting';

export class LoginLock {
  private readonly options: Required<LoginLockOptions>;
  private lastInQueue: Promise<void> = Promise.resolve();
  private yieldUntil = 0;

  constructor(options: LoginLockOptions) {
    const { codexHome, waitMs = 60_000, staleMs = 10_000, retryMs = 50 } = options;
    this.options = { codexHome, waitMs, staleMs, retryMs };
  }

  /**
   * Runs `work` while this process holds the login. `lost` is aborted when the lock was taken over, which only happens to a suspended process.
   * @throws CodexFailure `codex.login_busy`, `codex.login_unwritable`, or `signal.reason`; then `work` was not started
   */
  async hold<T>(work: (lost: AbortSignal) => Promise<T>, { signal, startBy = Infinity }: LoginLockWait = {}): Promise<T> {
    const deadline = Math.min(Date.now() + this.options.waitMs, startBy);
    const leave = await this.queueUp(deadline, signal);
    try {
      const lost = new AbortController();
      const release = await this.acquire(deadline, lost, signal);
      const acquiredAt = Date.now();
      try {
        return await work(lost.signal);
      } finally {
        await release().catch(() => undefined); // lost to another process: nothing of ours is left to release
        await this.yieldToOthers(acquiredAt);
      }
    } finally {
      leave();
    }
  }

  /** The calls of this process take their turns in order. */
  private async queueUp(deadline: number, signal?: AbortSignal): Promise<() => void> {
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => { leave = resolve; });
    const before = this.lastInQueue;
    this.lastInQueue = before.then(() => left);
    try {
      await untilDeadline(before, deadline, signal);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async acquire(deadline: number, lost: AbortController, signal?: AbortSignal): Promise<() => Promise<void>> {
    const { codexHome, retryMs } = this.options;
    await rest(Math.min(this.yieldUntil, deadline) - Date.now(), signal);
    for (;;) {
      const release = await this.tryToAcquire(lost);
      if (Date.now() > deadline) {
        await release?.();
        throw new CodexFailure('codex.login_busy');
      }
      if (release) return release;
      await writeFile(join(codexHome, WAITING_NAME), '').catch(() => undefined); // a courtesy, not a need
      await rest(retryMs * (0.5 + Math.random()), signal);
    }
  }

  /** Null while another one holds it. */
  private async tryToAcquire(lost: AbortController): Promise<(() => Promise<void>) | null> {
    const { codexHome, staleMs } = this.options;
    try {
      await mkdir(codexHome, { recursive: true, mode: 0o700 });
      return await lock(codexHome, {
        lockfilePath: join(codexHome, LOCK_NAME), realpath: false, stale: staleMs,
        onCompromised: (cause) => lost.abort(new CodexFailure('codex.login_lost', { effect: 'unclear', cause })),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return null;
      throw new CodexFailure('codex.login_unwritable', { details: { codexHome, reason: (error as Error).message }, cause: error });
    }
  }

  /** A process that calls back to back would never let another one in: after a turn in which someone waited, it steps back for some looks. */
  private async yieldToOthers(acquiredAt: number): Promise<void> {
    const waiting = await stat(join(this.options.codexHome, WAITING_NAME)).catch(() => null);
    if (waiting && waiting.mtimeMs >= acquiredAt) this.yieldUntil = Date.now() + 3 * this.options.retryMs;
  }
}

/** @throws signal.reason */
async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.max(0, ms), undefined, { signal }).catch(() => signal?.throwIfAborted());
}

async function untilDeadline(turn: Promise<void>, deadline: number, signal?: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const late = rest(deadline - Date.now(), AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]))
    .then(() => { throw new CodexFailure('codex.login_busy'); });
  try {
    await Promise.race([turn, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
}
