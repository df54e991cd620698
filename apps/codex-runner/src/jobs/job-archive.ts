// Files go into a container and come out of it as tar archives, which is how the engine takes and gives them.
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { StageFailure } from '#domain';

const owner = { uid: 10001, gid: 10001 };

/**
 * To be unpacked at /workspace. Every folder on the way is in it: an entry that is a folder replaces a link that an agent has put there.
 * @throws Error for a path that is not plainly below the folder
 */
export async function packed(files: readonly { path: string; content: Uint8Array }[]): Promise<Buffer> {
  const archive = pack();
  const folders = new Set<string>();
  for (const { path, content } of files) {
    requirePlain(path);
    for (const folder of foldersOf(path)) {
      if (!folders.has(folder)) archive.entry({ ...owner, name: folder, type: 'directory', mode: 0o755 });
      folders.add(folder);
    }
    archive.entry({ ...owner, name: path, mode: 0o644, size: content.byteLength }, Buffer.from(content));
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/**
 * The one file of an archive; undefined when it holds anything else, such as a link or a folder.
 * @throws StageFailure `job.file_too_large` before more than the limit is read
 */
export async function onlyFile(archive: Readable, path: string, limitBytes: number): Promise<Uint8Array | undefined> {
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  try {
    for await (const entry of entries) {
      if (entry.header.type !== 'file') return undefined;
      if ((entry.header.size ?? 0) > limitBytes) throw tooLarge(path, limitBytes);
      const pieces: Buffer[] = [];
      for await (const piece of entry) pieces.push(piece as Buffer);
      return Buffer.concat(pieces);
    }
    return undefined;
  } finally {
    archive.destroy();
  }
}

export function requirePlain(path: string): void {
  if (path === '' || /^\/|\/$/.test(path) || posix.normalize(path) !== path || path === '.' || path.split('/').includes('..')) throw new Error(`${JSON.stringify(path)} is no plain path below the workspace`);
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function tooLarge(path: string, limitBytes: number): StageFailure {
  return new StageFailure({
    code: 'job.file_too_large', message: `The job left ${path} with more than ${limitBytes} bytes.`,
    remediation: 'See the logs of the stage for what the agent wrote; make the task smaller, or exclude generated files by .gitignore.',
  });
}
