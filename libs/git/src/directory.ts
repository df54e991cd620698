// Reads the files below one directory of a commit: all their contents in one request to the server, within limits.
import { GitError } from './git-error';
import { entriesIn, fetchBlobs, requireSha, type Mirror } from './mirror';

/** `path` is relative to the directory that was listed. */
export interface DirectoryFile {
  readonly path: string;
  readonly blob: string;
}

export interface DirectoryLimits {
  /** In bytes: a larger file is left out. */
  readonly maxBytes: number;
  /** In bytes, over all files in the order given: from the first that would go beyond it on, they are left out. */
  readonly maxTotalBytes: number;
  readonly signal?: AbortSignal;
}

const longestListing = 8 * 1024 * 1024;

/** The regular files below `directory`, at any depth, in git's order. None when there is no such directory. Throws `git.output_too_large` for a listing of more than 8 MiB. */
export async function listFiles(mirror: Mirror, commit: string, directory: string, signal?: AbortSignal): Promise<DirectoryFile[]> {
  const entries = await entriesIn(mirror, requireSha(commit), directory, { maxOutput: longestListing, ...(signal ? { signal } : {}) });
  const start = directory.length + 1;
  return entries.filter(({ mode, path }) => mode.startsWith('100') && path.startsWith(`${directory}/`)).map(({ path, object }) => ({ path: path.slice(start), blob: object }));
}

/** The contents by path, without those that the limits leave out. Sizes are known only once the server has sent the contents. */
export async function readFiles(mirror: Mirror, files: readonly DirectoryFile[], { maxBytes, maxTotalBytes, signal }: DirectoryLimits): Promise<Map<string, Buffer>> {
  const blobs = [...new Set(files.map(({ blob }) => blob))];
  await fetchBlobs(mirror, blobs, signal);
  const sizes = await sizesOf(mirror, blobs, signal);
  const kept: DirectoryFile[] = [];
  let total = 0;
  for (const file of files) {
    const size = sizes.get(file.blob) ?? 0;
    if (size > maxBytes) continue;
    total += size;
    if (total > maxTotalBytes) break;
    kept.push(file);
  }
  const contents = await contentsOf(mirror, [...new Set(kept.map(({ blob }) => blob))], signal);
  return new Map(kept.map(({ path, blob }) => [path, contents.get(blob) ?? Buffer.alloc(0)]));
}

async function sizesOf(mirror: Mirror, blobs: readonly string[], signal?: AbortSignal): Promise<Map<string, number>> {
  const said = await batch(mirror, '--batch-check', blobs, signal);
  return new Map(said.toString('latin1').split('\n').filter(Boolean).map((line) => {
    const { object, size } = headerIn(line);
    return [object, size];
  }));
}

/** `--batch` writes `<object> blob <size>`, a line end, the content, a line end. */
async function contentsOf(mirror: Mirror, blobs: readonly string[], signal?: AbortSignal): Promise<Map<string, Buffer>> {
  const said = await batch(mirror, '--batch', blobs, signal);
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < said.length;) {
    const end = said.indexOf(0x0a, at);
    const { object, size } = headerIn(said.toString('latin1', at, end));
    contents.set(object, said.subarray(end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return contents;
}

async function batch(mirror: Mirror, option: string, blobs: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  if (blobs.length === 0) return Buffer.alloc(0);
  const input = blobs.map((blob) => `${requireSha(blob)}\n`).join('');
  return (await mirror.git.run(['cat-file', option], { directory: mirror.directory, input, ...(signal ? { signal } : {}) })).stdout;
}

function headerIn(line: string): { object: string; size: number } {
  const [, object = '', size = ''] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
  if (object === '') throw new GitError('git.mirror_damaged', 'the mirror lacks contents that it has just fetched');
  return { object, size: Number(size) };
}
