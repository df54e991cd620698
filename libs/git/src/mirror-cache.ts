// Keeps mirrors on disk, one per repository, for all processes that share the folder; a damaged one is thrown away and made again.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { GitError } from './git-error';
import type { GitProcess } from './git-process';
import { fetchCommit, hasCommit, requireSha, type Mirror } from './mirror';
import { requireAddress, type RemoteAddress } from './remote-address';

/** Which commit of which repository is wanted. */
export interface MirrorRequest {
  readonly remote: RemoteAddress;
  /** Full sha. */
  readonly commit: string;
  readonly signal?: AbortSignal;
}

/** A file in each mirror whose time of change is the mirror's last use. */
export const usedMark = 'specline-used';
/** Folder for files of single operations, beside the mirrors. */
export const scratchFolder = 'scratch';
/** Ending of mirrors that are on their way out. */
export const discardedMark = '.discarded-';

const lockOptions = { realpath: false, stale: 30_000, update: 5_000 };
const lockPatience = 900_000;

export class MirrorCache {
  /** `folder` is the cache's own and may be shared by processes of one machine; `clock` in ms since 1970. */
  constructor(readonly folder: string, private readonly git: GitProcess, private readonly clock: () => number = Date.now) {}

  /**
   * Runs `work` on a mirror that holds the wanted commit and its trees. When the mirror turns out damaged (or was thrown away by
   * another process meanwhile), it is made again and `work` runs a second time, so `work` must be repeatable.
   */
  async use<T>(request: MirrorRequest, work: (mirror: Mirror) => Promise<T>): Promise<T> {
    requireAddress(request.remote);
    requireSha(request.commit);
    const mirror = this.mirrorOf(request.remote);
    await mkdir(mirror.scratch, { recursive: true });
    await this.ensure(mirror, request);
    const before = await identityOf(mirror);
    try {
      return await work(mirror);
    } catch (error) {
      if (!isDamage(error)) throw error;
      await this.locked(mirror, request, async () => {
        if ((await identityOf(mirror)) === before) await discard(mirror.directory);
      });
      await this.ensure(mirror, request);
      return work(mirror);
    }
  }

  private mirrorOf(remote: RemoteAddress): Mirror {
    const { host, pathname } = new URL(remote.url);
    const digest = createHash('sha256').update(remote.url).digest('hex').slice(0, 16);
    const name = `${host}${pathname}`.replace(/\.git$/, '').replace(/[^A-Za-z0-9]+/g, '-').toLowerCase().slice(0, 80);
    return { git: this.git, directory: join(this.folder, `${name}-${digest}.git`), scratch: join(this.folder, scratchFolder), remote };
  }

  private async ensure(mirror: Mirror, { commit, signal }: MirrorRequest): Promise<void> {
    if (!(await hasCommit(mirror, commit, signal))) {
      await this.locked(mirror, { commit, remote: mirror.remote, signal }, async () => {
        if (!(await hasCommit(mirror, commit, signal))) await this.bring(mirror, commit, signal);
      });
    }
    const now = new Date(this.clock());
    await utimes(join(mirror.directory, usedMark), now, now).catch(() => writeFile(join(mirror.directory, usedMark), '').catch(() => undefined));
  }

  private async bring(mirror: Mirror, commit: string, signal?: AbortSignal): Promise<void> {
    const existed = (await identityOf(mirror)) !== undefined;
    try {
      await this.initialize(mirror, signal);
      await fetchCommit(mirror, commit, signal);
    } catch (error) {
      if (!existed || !(isDamage(error) || isUnexplained(error))) throw error;
      await discard(mirror.directory);
      await this.initialize(mirror, signal);
      await fetchCommit(mirror, commit, signal);
    }
  }

  private async initialize(mirror: Mirror, signal?: AbortSignal): Promise<void> {
    await this.git.run(['init', '--quiet', '--bare', '--template=', '--', mirror.directory], { directory: mirror.directory, signal });
  }

  /** One process at a time changes what a mirror holds; readers need no lock. */
  private async locked(mirror: Mirror, { signal }: MirrorRequest, work: () => Promise<void>): Promise<void> {
    const release = await acquire(mirror.directory, signal);
    try {
      await work();
    } finally {
      // Fails only when the lock was lost (this process stood still for long): then there is nothing to release.
      await release().catch(() => undefined);
    }
  }
}

async function acquire(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const giveUp = performance.now() + lockPatience;
  for (;;) {
    try {
      // Losing the lock is harmless: git's own locks keep two fetches apart, and the loser's mirror is made again.
      return await lock(path, { ...lockOptions, onCompromised: () => undefined });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      if (performance.now() > giveUp) throw new GitError('git.timeout', 'another process holds the mirror of this repository for too long');
      await wait(50, undefined, { signal }).catch(() => {
        throw new GitError('git.cancelled', 'the work with git was cancelled');
      });
    }
  }
}

/** Tells one making of a mirror from the next at the same path. */
async function identityOf(mirror: Mirror): Promise<string | undefined> {
  const found = await stat(mirror.directory).catch(() => undefined);
  return found && `${found.ino}-${found.birthtimeMs}`;
}

/** Renamed first, so that nobody ever meets half a mirror. */
export async function discard(directory: string): Promise<void> {
  const aside = `${directory}${discardedMark}${randomUUID()}`;
  await rename(directory, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rm(aside, { recursive: true, force: true });
}

function isDamage(error: unknown): boolean {
  return error instanceof GitError && error.code === 'git.mirror_damaged';
}

function isUnexplained(error: unknown): boolean {
  return error instanceof GitError && error.code === 'git.failed';
}
