// A small disk for trials that fill it: a file system in memory, which only root can mount.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class SmallDisk {
  private constructor(readonly path: string) {}

  /** @throws Error with the words of `mount` where it is not permitted */
  static mount(mebibytes: number): SmallDisk {
    const path = mkdtempSync(join(tmpdir(), 'specline-disk-'));
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'tmpfs', path], { encoding: 'utf8' });
    if (status === 0) return new SmallDisk(path);
    rmdirSync(path);
    throw new Error(stderr?.trim() || String(error));
  }

  /** Why no disk can be mounted here, or undefined: tried. */
  static obstacle(): string | undefined {
    try {
      SmallDisk.mount(1).unmount();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Takes whatever room is left. */
  fill(): void {
    const file = openSync(this.ballast, 'w');
    try {
      for (const page = Buffer.alloc(4096); ;) writeSync(file, page);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  giveRoom(): void {
    rmSync(this.ballast, { force: true });
  }

  /** At once, even if somebody still has a file open there. */
  unmount(): void {
    spawnSync('umount', ['--lazy', this.path]);
    rmdirSync(this.path);
  }

  private get ballast(): string {
    return join(this.path, 'ballast');
  }
}
