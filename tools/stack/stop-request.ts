// When to stop: the operator's signal, or the death of the npm that started us.
import { readFileSync } from 'node:fs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Settles with the reason of the first request to stop. A second signal ends the process at once; the guardian then cleans up. */
export function stopRequest(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((requested) => {
    let heard = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (heard) process.exit(130);
        heard = true;
        requested(signal);
      });
    }
    const launchers = environment.npm_lifecycle_event ? npmAbove() : [];
    // Also keeps this process alive while nothing else does; it ends by process.exit.
    setInterval(() => {
      if (!launchers.every(lives)) requested('npm ended');
    }, 500);
  });
}

/** npm runs a script through a shell that may not hand signals on, and neither takes us along when it is killed. */
function npmAbove(): number[] {
  const parent = process.ppid;
  const above = /^(sh|dash|bash|zsh|ash)$/.test(statusOf(parent).name) ? statusOf(parent).parent : undefined;
  return above ? [parent, above] : [parent];
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0) && statusOf(pid).state !== 'Z';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux only; elsewhere the parent alone is watched. */
function statusOf(pid: number): { name: string; state?: string; parent?: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), state, parent: Number(parent) };
  } catch {
    return { name: '' };
  }
}
