// Helps the tests of this folder to look at processes from outside.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root';
import { until } from './until';

/** Compiles what changed, for tests that start the compiled programs. */
export function compile(): void {
  execFileSync(process.execPath, [join(projectRoot, 'tools/build.mjs')], { stdio: 'inherit' });
}
export const compiled = (name: string): string => join(projectRoot, 'dist/tools/stack', `${name}.js`);

/** Whether the process runs; one that ended but was not yet noticed by its parent does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Resolves when none of them runs any more. */
export async function allGone(pids: number[]): Promise<void> {
  await until(`processes ${pids.join(', ')} are gone`, () => !pids.some(runs) || undefined, 20_000);
}

/** The processes whose command line names `text`. Linux only. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number).filter((pid) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text) && runs(pid);
    } catch {
      return false;
    }
  });
}
