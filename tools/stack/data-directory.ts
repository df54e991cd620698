// The folder a stack keeps its state in. One stack per folder: a second start gets a fresh sibling.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessLock, type LockHolder } from './process-lock';

const lockName = 'stack.lock';

export interface DataDirectory {
  path: string;
  logs: string;
  /** The stacks found running in the folders that were tried first. */
  others: (LockHolder & { path: string })[];
  /** Says to later starts what runs here. */
  describe(about: string): void;
  /** Removes everything but the lock. */
  reset(): void;
  release(): void;
}

/** Opens `path`, or `path-2`, `path-3`, … when a living stack holds the ones before. */
export function openDataDirectory(path: string): DataDirectory {
  const others: DataDirectory['others'] = [];
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? path : `${path}-${number}`;
    const lock = ProcessLock.take(join(candidate, lockName), 'starting');
    if (lock instanceof ProcessLock) return dataDirectory(candidate, lock, others);
    others.push({ ...lock, path: candidate });
  }
}

function dataDirectory(path: string, lock: ProcessLock, others: DataDirectory['others']): DataDirectory {
  const logs = join(path, 'logs');
  mkdirSync(logs, { recursive: true });
  return {
    path, logs, others,
    describe: (about) => lock.describe(about),
    reset: () => {
      for (const entry of readdirSync(path)) if (!entry.startsWith(lockName)) rmSync(join(path, entry), { recursive: true, force: true });
      mkdirSync(logs, { recursive: true });
    },
    release: () => lock.release(),
  };
}
