// A server that outlived its stack, or the pid file it left: both keep a cluster from starting.
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { until } from './until';

/** Ends a server that still runs on `cluster`, and removes its pid file. The caller owns the data directory, so nobody needs it. */
export async function endOrphan(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = pidIn(file);
  if (pid === undefined) return;
  if (serves(pid, cluster)) {
    process.kill(pid, 'SIGINT');
    await until(`the earlier PostgreSQL (process ${pid}) ends`, () => !serves(pid, cluster) || undefined, 30_000);
  }
  // Without this a pid that now belongs to somebody else would keep PostgreSQL from starting.
  rmSync(file, { force: true });
}

function pidIn(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

/** A server's working directory is its cluster. */
function serves(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}
