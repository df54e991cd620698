// What an output was built from: files of the clone, and a digest of what they hold.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './clone.mjs';

/** A digest of names and contents, not of times, since a checkout changes only these. */
export function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

/** In an order that is the same everywhere; `isMeant` is asked about files and folders, by their paths in the clone. */
export function filesBelow(folder, isMeant) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.name === 'node_modules' || !isMeant(path, entry)) return [];
      return entry.isDirectory() ? filesBelow(path, isMeant) : [path];
    });
}

/** What a build leaves behind when it is done, and says of what it was done. */
export function stampOf(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}
