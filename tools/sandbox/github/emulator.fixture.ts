// What the specs of the emulator share: a running emulator with typical tokens, a real git client and a real REST client.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import { startGithubEmulator, type GithubEmulator, type GithubEmulatorOptions } from './emulator';
import { gitEnvironment } from './git-process';
import type { Token } from './tokens';

export const shop = 'acme/shop';
export const at = { owner: 'acme', repo: 'shop' };

/** Named for what they may do. */
export type TokenName = 'owner' | 'repo' | 'unscoped' | 'stranger' | 'writer' | 'reader';

export const tokens: Record<TokenName, Token> = {
  owner: { kind: 'classic', value: 'ghp_owner_repo_workflow', login: 'acme', scopes: ['repo', 'workflow'] },
  repo: { kind: 'classic', value: 'ghp_owner_repo', login: 'acme', scopes: ['repo'] },
  unscoped: { kind: 'classic', value: 'ghp_owner_unscoped', login: 'acme', scopes: [] },
  stranger: { kind: 'classic', value: 'ghp_stranger_repo', login: 'stranger', scopes: ['repo'] },
  writer: { kind: 'fine-grained', value: 'github_pat_writer', login: 'acme', repositories: { [shop]: { contents: 'write', pull_requests: 'write' } } },
  reader: { kind: 'fine-grained', value: 'github_pat_reader', login: 'acme', repositories: { [shop]: { contents: 'read', pull_requests: 'read' } } },
};

export interface GitResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface Bench {
  emulator: GithubEmulator;
  /** A folder of its own, removed at the end. */
  folder: string;
  octokit(token?: TokenName): Octokit;
  /** URL of the shop for git, with the token as password. */
  remote(token?: TokenName, repository?: string): string;
  git(directory: string, ...args: string[]): Promise<GitResult>;
  /** Clones the shop as the token's owner into a new folder. */
  clone(token?: TokenName, ...options: string[]): Promise<string>;
  /** Commits these files on a new branch of a fresh clone and pushes it. */
  pushBranch(branch: string, files: Record<string, string>, token?: TokenName): Promise<GitResult>;
  /** Closes and starts again on the same data; `meanwhile` runs while it is down. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

async function git(directory: string, ...args: string[]): Promise<GitResult> {
  const identity = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
  const environment = { ...gitEnvironment(identity), GIT_ASKPASS: 'true' };
  return run('git', args, { cwd: directory, env: environment }).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ exitCode: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

export async function startBench(overrides: Partial<GithubEmulatorOptions> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'github-emulator-spec-'));
  const options: GithubEmulatorOptions = { dataDir: join(folder, 'data'), tokens: Object.values(tokens), ...overrides };
  const quiet = () => undefined;
  const bench: Bench = {
    emulator: await startGithubEmulator(options),
    folder,
    octokit: (token = 'owner') => new Octokit({ auth: tokens[token].value, baseUrl: bench.emulator.apiUrl, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }),
    remote: (token = 'owner', repository = shop) => `${bench.emulator.serverUrl.replace('://', `://x-access-token:${tokens[token].value}@`)}/${repository}.git`,
    git,
    clone: async (token, ...more) => {
      const directory = await mkdtemp(join(folder, 'clone-'));
      const { exitCode, stderr } = await git(folder, 'clone', '--quiet', ...more, bench.remote(token), directory);
      if (exitCode !== 0) throw new Error(stderr);
      return directory;
    },
    pushBranch: async (branch, files, token) => {
      const directory = await bench.clone(token);
      await git(directory, 'checkout', '--quiet', '-b', branch);
      await writeFiles(directory, files);
      await git(directory, 'add', '--all', '--force');
      await git(directory, 'commit', '--quiet', '-m', `Work on ${branch}`);
      return git(directory, 'push', 'origin', `HEAD:refs/heads/${branch}`);
    },
    restart: async (meanwhile) => {
      await bench.emulator.close();
      await meanwhile?.();
      bench.emulator = await startGithubEmulator(options);
    },
    close: async () => {
      await bench.emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

async function writeFiles(directory: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}
