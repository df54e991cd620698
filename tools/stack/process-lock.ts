// A lock that belongs to a living process: a file naming its pid and start time. A lock whose process is gone is taken over at once.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LockHolder { pid: number; started: string; about: string }

export class ProcessLock {
  private constructor(private readonly path: string) {}

  /** The lock, or who has it. `about` tells others what runs there. */
  static take(path: string, about: string): ProcessLock | LockHolder {
    mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      if (claim(path, about)) return new ProcessLock(path);
      const holder = readHolder(path);
      if (holder && startOf(holder.pid) === holder.started) return holder;
      removeStale(path, holder);
    }
  }

  /** Says anew what runs here. */
  describe(about: string): void {
    renameSync(writeHolder(this.path, about), this.path);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

/** Links a complete file into place: it exists whole or not at all, and only one process succeeds. */
function claim(path: string, about: string): boolean {
  const own = writeHolder(path, about);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

function writeHolder(path: string, about: string): string {
  const own = `${path}.${randomUUID()}`;
  const holder: LockHolder = { pid: process.pid, started: startOf(process.pid) ?? '', about };
  writeFileSync(own, JSON.stringify(holder), { mode: 0o600 });
  return own;
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

/** Moves the file away first: of several that saw the same dead holder one succeeds, and a lock taken in between is put back. */
function removeStale(path: string, seen: LockHolder | undefined): void {
  const away = `${path}.${randomUUID()}`;
  try {
    renameSync(path, away);
  } catch {
    return;
  }
  const moved = readHolder(away);
  if (moved && (moved.pid !== seen?.pid || moved.started !== seen.started)) linkSync(away, path);
  rmSync(away);
}

/** When the process started, in whatever unit the system tells it; undefined when it does not run. A pid alone is used again. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state (a zombie holds nothing), field 22 the start in clock ticks since boot.
    return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}
