// Lets one call at a time use a Codex login, across processes: its refresh tokens are single-use, and a race signs everyone out.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { CodexFailure } from './codex-failure';
import { TurnQueue, rest, type Precedence } from './turn-queue';

export interface LoginLockOptions {
  readonly codexHome: string;
  /** How long a call waits for its turn before it fails with `codex.login_busy`. */
  readonly waitMs?: number;
  /** A lock that was not renewed for so long belongs to a dead process; at least 2 s. */
  readonly staleMs?: number;
  /** How often a waiting process looks, roughly. */
  readonly retryMs?: number;
}

/** `startBy` is in milliseconds since 1970: no work starts later, whatever waitMs says. `precedence` orders the calls of this process; absent, it is a new task. */
export interface LoginLockWait {
  readonly precedence?: Precedence;
  readonly signal?: AbortSignal;
  readonly startBy?: number;
}

const LOCK_NAME = 'specline-login.lock';
const WAITING_NAME = 'specline-login.waiting';

export class LoginLock {
  private readonly options: Required<LoginLockOptions>;
  private readonly turns = new TurnQueue();
  private yieldUntil = 0;

  constructor(options: LoginLockOptions) {
    const { codexHome, waitMs = 60_000, staleMs = 10_000, retryMs = 50 } = options;
    this.options = { codexHome, waitMs, staleMs, retryMs };
  }

  /**
   * Runs `work` while this process holds the login. `lost` is aborted when the lock was taken over, which only happens to a suspended process.
   * @throws CodexFailure `codex.login_busy`, `codex.login_unwritable`, or `signal.reason`; then `work` was not started
   */
  async hold<T>(work: (lost: AbortSignal) => Promise<T>, { signal, startBy = Infinity, precedence = 'new task' }: LoginLockWait = {}): Promise<T> {
    const deadline = Math.min(Date.now() + this.options.waitMs, startBy);
    const leave = await this.turns.enter({ precedence, deadline, signal });
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
