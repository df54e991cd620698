// A child process that cannot outlive us: a guardian process learns its pid and ends it when our end of a pipe closes, even after kill -9.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from './project-root';

export interface GuardedOptions {
  /** Added to nothing: the child sees exactly this, and the guardian's mark. */
  environment: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  cwd?: string;
  /** Runs the child as another user (root only). */
  user?: { uid: number; gid: number };
  /** The signal that asks it to end in an orderly way. */
  stopSignal?: NodeJS.Signals;
}
export interface Exit { code: number | null; signal: NodeJS.Signals | null }

export class GuardedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  private exit: Exit | undefined;

  constructor(child: ChildProcess & { pid: number }, private readonly stopSignal: NodeJS.Signals) {
    this.pid = child.pid;
    this.exited = once(child, 'exit').then(([code, signal]) => (this.exit = { code: code as number | null, signal: signal as NodeJS.Signals | null }));
  }

  get running(): boolean {
    return this.exit === undefined;
  }

  /** Asks it to end, and ends it with all of its process group after `graceMs`. */
  async stop(graceMs = 10_000): Promise<void> {
    this.signal(this.stopSignal);
    const patience = new AbortController();
    await Promise.race([this.exited, delay(graceMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (this.running) await this.kill();
  }

  /** kill -9 for it and its process group, as a crash would do. */
  async kill(): Promise<void> {
    sendSignal(-this.pid, 'SIGKILL');
    await this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) sendSignal(this.pid, signal);
  }
}

/** Starts `command` in a process group of its own, so that a Ctrl-C at the terminal reaches us only and children stop in order. */
export async function spawnGuarded(command: string, parameters: string[], options: GuardedOptions): Promise<GuardedProcess> {
  const guardian = currentGuardian();
  const { stopSignal = 'SIGTERM' } = options;
  const child = spawn(command, parameters, {
    detached: true,
    cwd: options.cwd,
    stdio: options.stdio,
    env: { ...options.environment, STACK_GUARD: guardian.mark },
    ...options.user,
  });
  // A program that cannot be started has no pid and says why in its error event.
  if (child.pid === undefined) throw (await once(child, 'error'))[0] as Error;
  child.on('error', () => undefined);
  guardian.watch(child.pid, stopSignal);
  const guarded = new GuardedProcess(child as ChildProcess & { pid: number }, stopSignal);
  void guarded.exited.then(() => {
    // What it started and left behind goes with it.
    sendSignal(-guarded.pid, 'SIGKILL');
    guardian.forget(guarded.pid);
  });
  return guarded;
}

/** Settles when the guardian of processes that have all ended is gone as well, so that nothing is left at our exit. */
export async function guardianGone(): Promise<void> {
  if (guardian?.closed) await guardian.gone;
}

/** The connection to one guardian process; it ends when nothing is left to watch. */
class Guardian {
  readonly mark = randomUUID();
  private readonly pids = new Set<number>();
  private readonly process = spawn(process.execPath, [join(projectRoot, 'tools/stack/guardian.mjs'), this.mark], {
    detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/',
  });
  /** Watches nothing any more. */
  closed = false;
  readonly gone: Promise<unknown> = once(this.process, 'exit').catch(() => undefined);

  constructor() {
    this.process.unref();
    (this.process.stdin as unknown as { unref(): void }).unref();
    this.process.on('error', () => (this.closed = true));
    void this.gone.then(() => (this.closed = true));
    this.process.stdin.on('error', () => (this.closed = true));
  }

  watch(pid: number, signal: string): void {
    this.pids.add(pid);
    this.process.stdin.write(`watch ${pid} ${signal}\n`);
  }

  forget(pid: number): void {
    this.pids.delete(pid);
    this.process.stdin.write(`forget ${pid}\n`);
    if (this.pids.size > 0) return;
    this.closed = true;
    this.process.stdin.end();
  }
}

let guardian: Guardian | undefined;
function currentGuardian(): Guardian {
  if (!guardian || guardian.closed) guardian = new Guardian();
  return guardian;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
