// Reads trees: one file, the changes between two trees, and those changes as a patch.
import { GitError } from './git-error';
import { entriesAt, fetchBlobs, requireSha, type Mirror } from './mirror';

/** One changed path. `status` is git's letter: A added, M modified, D deleted, T type changed. Modes as git writes them, `000000` when absent. */
export interface TreeChange {
  readonly status: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldBlob: string;
  readonly newBlob: string;
  readonly path: string;
}

export interface ReadOptions {
  /** In bytes; 1 MiB unless given. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Every path that differs between two trees or commits; a rename is a deletion and an addition. */
export async function listChanges(mirror: Mirror, base: string, tree: string, signal?: AbortSignal): Promise<TreeChange[]> {
  const args = ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff', requireSha(base), requireSha(tree)];
  const { stdout } = await mirror.git.run(args, { directory: mirror.directory, signal });
  return readChanges(stdout);
}

/** Reads `--raw -z`: `:<old mode> <new mode> <old blob> <new blob> <status>\0<path>\0`. A path that is not UTF-8 holds U+FFFD. */
export function readChanges(raw: Uint8Array): TreeChange[] {
  const fields = Buffer.from(raw).toString('utf8').split('\0');
  const changes: TreeChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = ''] = (fields[index] ?? '').slice(1).split(' ');
    changes.push({ status, oldMode, newMode, oldBlob, newBlob, path: fields[index + 1] ?? '' });
  }
  return changes;
}

/**
 * A regular file's bytes at a tree or commit, fetched when needed; `undefined` when there is none at `path` or it is a link.
 * Throws `git.file_too_large`.
 */
export async function readFile(mirror: Mirror, tree: string, path: string, { maxBytes = 1024 * 1024, signal }: ReadOptions = {}): Promise<Buffer | undefined> {
  const [entry] = await entriesAt(mirror, tree, [path], signal);
  if (entry?.path !== path || !entry.mode.startsWith('100')) return undefined;
  await fetchBlobs(mirror, [entry.object], signal);
  return readBlob(mirror, entry.object, { maxBytes, signal });
}

/** A blob that is in the mirror. Throws `git.file_too_large`. */
export async function readBlob(mirror: Mirror, blob: string, { maxBytes = 1024 * 1024, signal }: ReadOptions = {}): Promise<Buffer> {
  try {
    return (await mirror.git.run(['cat-file', 'blob', requireSha(blob)], { directory: mirror.directory, maxOutput: maxBytes, signal })).stdout;
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'git.output_too_large') throw error;
    throw new GitError('git.file_too_large', `a file of the repository is larger than ${maxBytes} bytes`);
  }
}

/**
 * The change from `base` to `tree` as a patch with full object names and binary content. It applies to `base` without any merging,
 * on every machine alike, however the first patch came to fit.
 */
export async function patchBetween(mirror: Mirror, base: string, tree: string, signal?: AbortSignal): Promise<Buffer> {
  const changes = await listChanges(mirror, base, tree, signal);
  await fetchBlobs(mirror, changes.filter(({ oldMode }) => /^(100|120)/.test(oldMode)).map(({ oldBlob }) => oldBlob), signal);
  const args = ['diff-tree', '-r', '-p', '--binary', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv', requireSha(base), requireSha(tree)];
  return (await mirror.git.run(args, { directory: mirror.directory, signal })).stdout;
}
