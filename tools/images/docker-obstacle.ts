// Why no Docker can be had on this machine, found by trying.
import { execFileSync } from 'node:child_process';

/** Undefined when a daemon answers, or one can be started. */
export function dockerObstacle(): string | undefined {
  if (works('docker info')) return undefined;
  return process.getuid?.() === 0 ? privateDockerObstacle() : 'no Docker daemon answers, and none can be started without root';
}

/** Undefined when a daemon of our own can be started, beside the machine's if there is one. */
export function privateDockerObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'a Docker daemon of our own cannot be started without root';
  if (!works('command -v dockerd && command -v ip && command -v nsenter && command -v tini')) return 'dockerd, iproute2 or tini is not installed';
  return works('unshare --mount --net true') ? undefined : 'this machine does not let us make a network stack';
}

function works(command: string): boolean {
  try {
    execFileSync('sh', ['-c', command], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
