// Runs one git process: without a shell, in its own process group, with a time limit and an output cap, and ends the whole group.
import { spawn, type ChildProcess } from 'node:child_process';
import { GitError, headlineOf, reasonIn } from './git-error';
import { hardenedEnvironment, hardenedSettings, type GivenVariables } from './hardened-environment';
import { Capped, Tail } from './process-output';
import { redact, secretsOf, type RemoteAddress } from './remote-address';

export interface GitSettings {
  /** The service's variables; PATH, proxies and certificates are taken from it. This library never reads the environment itself. */
  readonly variables: GivenVariables;
  /** For one process, in ms; 120,000 unless given. */
  readonly timeLimit?: number;
}

export interface GitCall {
  /** The bare repository; without it git sees none. */
  readonly directory?: string;
  /** The process's working directory: git may write there, so never a repository. */
  readonly workingDirectory?: string;
  /** The server this call may talk to. Without it git can reach no network. */
  readonly remote?: RemoteAddress;
  readonly variables?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers, not failures; 0 unless given. */
  readonly accept?: readonly number[];
  /** Cap of stdout in bytes; 64 MiB unless given. */
  readonly maxOutput?: number;
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
}

/** `stdout` as git wrote it; `stderr` without secrets, its last 64 KiB. */
export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const defaultOutputCap = 64 * 1024 * 1024;
const stderrTail = 64 * 1024;
const graceBeforeKill = 2_000;

export class GitProcess {
  constructor(private readonly settings: GitSettings) {}

  /** Runs `git <args>`. Throws `GitError` for every exit code that is not accepted, and for time-out, cancellation and too much output. */
  async run(args: readonly string[], call: GitCall = {}): Promise<GitOutput> {
    const environment = hardenedEnvironment(this.settings.variables, call.directory ?? '/dev/null', call.remote);
    const child = spawn('git', [...hardenedSettings, ...args], {
      cwd: call.workingDirectory ?? '/',
      env: { ...environment, ...call.variables },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = await this.supervise(child, call);
    if ((call.accept ?? [0]).includes(output.exitCode)) return output;
    throw new GitError(reasonIn(output.stderr) ?? 'git.failed', `git ${args[0]}: ${headlineOf(output.stderr)}`, output.stderr);
  }

  private supervise(child: ChildProcess, call: GitCall): Promise<GitOutput> {
    const stdout = new Capped(call.maxOutput ?? defaultOutputCap);
    const stderr = new Tail(stderrTail);
    const limit = call.timeLimit ?? this.settings.timeLimit ?? 120_000;
    let ended: GitError | undefined;
    const end = (error: GitError) => {
      if (ended) return;
      ended = error;
      endGroup(child);
    };
    const timer = setTimeout(() => end(new GitError('git.timeout', `git did not finish within ${limit} ms`)), limit);
    const cancel = () => end(new GitError('git.cancelled', 'the work with git was cancelled'));
    call.signal?.addEventListener('abort', cancel);
    if (call.signal?.aborted) cancel();
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) end(new GitError('git.output_too_large', `git wrote more than ${stdout.cap} bytes`));
    });
    child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));
    // git may end before it has read everything (EPIPE); its exit code says what happened.
    child.stdin?.on('error', () => undefined).end(call.input);
    return new Promise<GitOutput>((resolve, reject) => {
      child.on('error', (error) => reject(spawnFailure(error)));
      // A grandchild may hold the pipes open after git itself is gone: it ends with its group.
      child.on('exit', () => endGroup(child));
      child.on('close', (code, signalName) => {
        const text = redact(stderr.text(), secretsOf(call.remote));
        if (ended) reject(new GitError(ended.code, ended.message, text));
        else if (code === null) reject(new GitError('git.failed', `git was ended by ${signalName}`, text));
        else resolve({ exitCode: code, stdout: stdout.bytes(), stderr: text });
      });
    }).finally(() => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', cancel);
    });
  }
}

/** SIGTERM first, so that git removes its lock files; SIGKILL for what is left of the group. */
function endGroup(child: ChildProcess): void {
  if (!signalGroup(child, 'SIGTERM')) return;
  const timer = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
    // What left the group and still holds the pipes is not waited for.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, graceBeforeKill);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, name);
  } catch {
    return false;
  }
}

function spawnFailure(error: NodeJS.ErrnoException): GitError {
  if (error.code === 'ENOENT') return new GitError('git.not_installed', 'the program git was not found');
  return new GitError('git.failed', `git could not be started: ${error.message}`);
}
