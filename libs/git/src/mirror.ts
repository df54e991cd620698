// A bare copy of one repository without file contents, and how single commits and blobs get into it.
import { GitError } from './git-error';
import type { GitCall, GitProcess } from './git-process';
import { requireAddress, type RemoteAddress } from './remote-address';

/** `directory` is the bare repository; `scratch` a folder for throw-away files of one operation each. */
export interface Mirror {
  readonly git: GitProcess;
  readonly directory: string;
  readonly scratch: string;
  readonly remote: RemoteAddress;
}

/** One entry of a tree; `mode` as git writes it, for example `100644`. */
export interface TreeEntry {
  readonly mode: string;
  readonly kind: string;
  readonly object: string;
  readonly path: string;
}

const fetchTimeLimit = 600_000;
const pathsPerCall = 200;

/** Throws `git.argument_refused` unless `name` is a full SHA-1 or SHA-256 in lower case. */
export function requireSha(name: string): string {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) throw new GitError('git.argument_refused', `not a full object name: ${JSON.stringify(name.slice(0, 80))}`);
  return name;
}

/** Whether `commit` was fetched into the mirror. Asks for our own ref: asking for the object could start a download. */
export async function hasCommit(mirror: Mirror, commit: string, signal?: AbortSignal): Promise<boolean> {
  const found = await mirror.git.run(['rev-parse', '--verify', '--quiet', refOf(commit)], { directory: mirror.directory, accept: [0, 1, 128], signal });
  return found.exitCode === 0;
}

/** Brings one commit with its trees, without history and without file contents. Throws `git.commit_missing` when the server lacks it. */
export async function fetchCommit(mirror: Mirror, commit: string, signal?: AbortSignal): Promise<void> {
  await fetchInto(mirror, ['--depth=1', '--', remoteName, `${requireSha(commit)}:${refOf(commit)}`], { signal });
}

/** Brings the given blobs in one request, except those that are there. Throws `git.commit_missing` when the server lacks one of them. */
export async function fetchBlobs(mirror: Mirror, blobs: readonly string[], signal?: AbortSignal): Promise<void> {
  const missing = await missingObjects(mirror, blobs, signal);
  if (missing.length === 0) return;
  await fetchInto(mirror, ['--stdin', '--', remoteName], { input: missing.map((blob) => `${blob}\n`).join(''), signal });
}

/** Those of the given objects that are not in the mirror. */
export async function missingObjects(mirror: Mirror, objects: readonly string[], signal?: AbortSignal): Promise<string[]> {
  if (objects.length === 0) return [];
  const input = objects.map((object) => `${requireSha(object)}\n`).join('');
  const { stdout } = await mirror.git.run(['cat-file', '--batch-check'], { directory: mirror.directory, input, signal });
  return stdout.toString('latin1').split('\n').flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, line.indexOf(' '))] : []));
}

/** The entries at the given paths of a tree or commit; absent paths are left out. Paths that no tree can hold are never asked for. */
export async function entriesAt(mirror: Mirror, tree: string, paths: readonly string[], signal?: AbortSignal): Promise<TreeEntry[]> {
  const possible = paths.filter(isPossible);
  const entries: TreeEntry[] = [];
  for (let start = 0; start < possible.length; start += pathsPerCall) {
    const args = ['ls-tree', '-z', requireSha(tree), '--', ...possible.slice(start, start + pathsPerCall)];
    const { stdout } = await mirror.git.run(args, { directory: mirror.directory, signal });
    entries.push(...entriesOf(stdout));
  }
  return entries;
}

/** All entries below a directory, trees left out; none when there is no such directory, or no tree can hold its path. */
export async function entriesIn(mirror: Mirror, tree: string, directory: string, call: Pick<GitCall, 'maxOutput' | 'signal'> = {}): Promise<TreeEntry[]> {
  if (!isPossible(directory)) return [];
  const { stdout } = await mirror.git.run(['ls-tree', '-r', '-z', requireSha(tree), '--', `${directory}/`], { directory: mirror.directory, ...call });
  return entriesOf(stdout);
}

function entriesOf(listing: Buffer): TreeEntry[] {
  return listing.toString('utf8').split('\0').filter(Boolean).map(readEntry);
}

function isPossible(path: string): boolean {
  return path !== '' && !/[\0]|^\/|(^|\/)(\.{0,2})(\/|$)/.test(path);
}

function readEntry(line: string): TreeEntry {
  const [head = '', path = ''] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
  const [mode = '', kind = '', object = ''] = head.split(' ');
  return { mode, kind, object, path };
}

const remoteName = 'origin';

function refOf(commit: string): string {
  return `refs/commits/${requireSha(commit)}`;
}

async function fetchInto(mirror: Mirror, args: readonly string[], call: { input?: string; signal?: AbortSignal }): Promise<void> {
  // The promisor settings live for this call alone: a repository that holds them downloads missing objects behind every other command.
  const settings = [
    `remote.${remoteName}.url=${requireAddress(mirror.remote).href}`, `remote.${remoteName}.promisor=true`, `remote.${remoteName}.partialCloneFilter=blob:none`,
    ...(call.input ? ['fetch.negotiationAlgorithm=noop'] : []),
  ].flatMap((setting) => ['-c', setting]);
  const options = ['--quiet', '--filter=blob:none', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
  await mirror.git.run([...settings, 'fetch', ...options, ...args], { directory: mirror.directory, remote: mirror.remote, timeLimit: fetchTimeLimit, ...call });
}
