// Builds the operator's console with Vite into dist/apps/console, when something it is made of changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';

const sources = ['apps/console', 'libs/contracts/src', 'libs/domain/src'];
const stamp = join(root, 'dist/.console-built-from');

export function builtFrom() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** A digest of contents; what is bundled from packages is known by the lock file. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...sources.flatMap(filesBelow)]) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

export async function build(digest) {
  const started = Date.now();
  // Without the stamp an interrupted build is done again.
  rmSync(stamp, { force: true });
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn'], 'The build of the console failed: its message is above.', holdFor);
  writeFileSync(stamp, digest);
  say(`Built the console in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
      return /\.(spec|contract|fixture)\.ts$/.test(path) ? [] : [path];
    });
}
