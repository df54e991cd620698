// How much there is to read before it is read: a file of any size is made in a moment.
// @ts-check
import { lstatSync } from 'node:fs';
import { gitNames } from './git.mjs';
import { inRepository } from './workspace.mjs';

/**
 * Bytes of new files and of those that have another size than in the base; names count as well. A file of the same size is as small as the base's.
 * @param {import('./git.mjs').Place} place @param {ReadonlyMap<string, number>} baseSizes by the bytes of the path
 */
export async function newContentBytes(place, baseSizes) {
  let bytes = 0;
  for (const [path, size] of baseSizes) {
    const found = sizeOf(Buffer.from(path, 'latin1'));
    if (found !== size) bytes += found;
  }
  await gitNames(place, ['ls-files', '-z', '--others', '--exclude-standard'], (path) => void (bytes += sizeOf(path) + path.length));
  return bytes;
}

/** @param {Buffer} path */
function sizeOf(path) {
  const found = lstatSync(inRepository(path), { throwIfNoEntry: false });
  return found && !found.isDirectory() ? found.size : 0;
}
