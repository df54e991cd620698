// Runs a command line program that may hang, flood, fork or die, and always comes back with what it said or a reason.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GUARD_SOURCE, type GuardReport } from './cli-guard';
import type { CliProgram } from './cli-program';

export type StreamName = 'stdout' | 'stderr';

/** `environment` is the whole environment of the program. Without `stdin` the program reads an empty one. `onOutput` must not throw. */
export interface CliCall {
  readonly program: CliProgram;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly timeLimitMs?: number;
  readonly limitBytes?: Partial<Record<StreamName, number>>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (stream: StreamName, chunk: Buffer) => void;
}

/** `truncated` names the stream that went over its limit, for which the program was ended; its text holds the first bytes up to the limit. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly timedOut: boolean;
  readonly truncated: StreamName | null;
}

export const DEFAULT_TIME_LIMIT_MS = 30_000;
/** A unified diff comes through stdout. */
export const DEFAULT_LIMIT_BYTES = { stdout: 16 * 1024 * 1024, stderr: 256 * 1024 } as const;
const SIGTERM_GRACE_MS = 1_000;
const PIPE_GRACE_MS = 200;

/** The program could not be started at all; `reason` is the system's code, such as ENOENT or EACCES. */
export class CliNotStarted extends Error {
  constructor(readonly file: string, readonly reason: string) {
    super(`${file} could not be started: ${reason}`);
    this.name = 'CliNotStarted';
  }
}

/**
 * Runs the program in an empty directory that is removed afterwards (the Codex CLI writes `error.log` where it stands).
 * Nothing of its process group is left when the promise settles.
 * @throws CliNotStarted, or `signal.reason` when aborted
 */
export async function runCli(call: CliCall): Promise<CliResult> {
  call.signal?.throwIfAborted();
  const scratch = await mkdtemp(join(tmpdir(), 'specline-cli-'));
  try {
    return await new RunningCli(call, scratch).result();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

class RunningCli {
  private readonly startedAt = performance.now();
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private readonly kept: Record<StreamName, { chunks: Buffer[]; bytes: number }> = { stdout: { chunks: [], bytes: 0 }, stderr: { chunks: [], bytes: 0 } };
  private report: GuardReport | undefined;
  private ending: 'timeout' | 'abort' | StreamName | null = null;
  private killTimer: NodeJS.Timeout | undefined;

  constructor(private readonly call: CliCall, scratch: string) {
    const { program, args } = call;
    this.child = spawn(process.execPath, ['-e', GUARD_SOURCE, '--', program.file, ...program.leadingArgs, ...args], {
      cwd: scratch, env: call.environment, detached: true, stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.closed = once(this.child, 'close');
    this.closed.catch(() => undefined);
    this.child.on('message', (report: GuardReport) => { this.report = report; });
    this.collect('stdout');
    this.collect('stderr');
  }

  async result(): Promise<CliResult> {
    const timer = setTimeout(() => this.end('timeout'), this.call.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS);
    const abort = () => this.end('abort');
    this.call.signal?.addEventListener('abort', abort, { once: true });
    try {
      // The report can arrive after the exit; the channel's end is what says that nothing more comes.
      const exited = Promise.all([once(this.child, 'exit'), once(this.child, 'disconnect')]);
      this.writeStdin();
      await exited;
      await this.closePipes();
    } finally {
      clearTimeout(timer);
      clearTimeout(this.killTimer);
      this.call.signal?.removeEventListener('abort', abort);
    }
    if (this.ending === 'abort') this.call.signal?.throwIfAborted();
    if (this.report && 'notStarted' in this.report) throw new CliNotStarted(this.call.program.file, this.report.notStarted);
    return this.outcome(this.report ?? { exitCode: this.child.exitCode, signal: this.child.signalCode });
  }

  private outcome(ended: { exitCode: number | null; signal: NodeJS.Signals | null }): CliResult {
    const text = (name: StreamName) => Buffer.concat(this.kept[name].chunks).toString('utf8');
    return {
      exitCode: ended.exitCode,
      signal: ended.signal,
      stdout: text('stdout'),
      stderr: text('stderr'),
      durationMs: Math.round(performance.now() - this.startedAt),
      timedOut: this.ending === 'timeout',
      truncated: this.ending === 'stdout' || this.ending === 'stderr' ? this.ending : null,
    };
  }

  private collect(name: StreamName): void {
    const kept = this.kept[name];
    const limit = this.call.limitBytes?.[name] ?? DEFAULT_LIMIT_BYTES[name];
    this.child[name]?.on('data', (chunk: Buffer) => {
      const room = limit - kept.bytes;
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      if (part.length > 0) {
        kept.chunks.push(part);
        kept.bytes += part.length;
        this.call.onOutput?.(name, part);
      }
      if (part.length < chunk.length) this.end(name);
    });
  }

  private writeStdin(): void {
    this.child.stdin?.on('error', () => undefined); // a program that ends without reading is judged by its exit code
    this.child.stdin?.end(this.call.stdin);
  }

  private end(reason: NonNullable<typeof this.ending>): void {
    if (this.ending) return;
    this.ending = reason;
    this.signalGroup('SIGTERM');
    this.killTimer = setTimeout(() => this.signalGroup('SIGKILL'), SIGTERM_GRACE_MS);
  }

  /** A child that the program left behind may hold the pipes open for ever. */
  private async closePipes(): Promise<void> {
    if (this.ending || !(await settlesWithin(this.closed, PIPE_GRACE_MS))) this.signalGroup('SIGKILL');
    if (await settlesWithin(this.closed, PIPE_GRACE_MS)) return;
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  private signalGroup(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid) process.kill(-this.child.pid, signal);
    } catch {
      // ESRCH: the group is gone already
    }
  }
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), ms); });
  return Promise.race([promise.then(() => true, () => true), late]).finally(() => clearTimeout(timer));
}
