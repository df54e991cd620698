// Runs the real git for the emulator, cut off from the configuration of the machine and of its user.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** A git command that ended with another exit code than 0; `stderr` is git's own text. */
export class GitError extends Error {
  constructor(readonly args: readonly string[], readonly exitCode: number | null, readonly stderr: string) {
    super(`git ${args.join(' ')} ended with ${exitCode}: ${stderr.trim()}`);
    this.name = 'GitError';
  }
}

export interface GitOptions {
  input?: string | Buffer;
  environment?: Record<string, string>;
}

/** The environment every git process of the emulator gets: no user, no system configuration, English messages. */
export function gitEnvironment(additions: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...additions,
  };
}

export function startGit(args: readonly string[], environment: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn('git', args, { env: gitEnvironment(environment), stdio: 'pipe' });
}

/** Runs git in a bare repository and answers its stdout. Throws GitError. */
export function runGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const child = startGit(['--git-dir', directory, ...args], options.environment);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  child.stdin.on('error', () => undefined); // git may end before it has read everything; its exit code says whether that matters
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new GitError(args, code, Buffer.concat(complaints).toString()));
    });
  });
}
