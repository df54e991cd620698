// Builds the operator's console with Vite into dist/apps/console, when something it is made of changed since the last time.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';
import { digestOf, filesBelow, stampOf } from './sources.mjs';

const sources = ['apps/console', 'libs/contracts/src', 'libs/domain/src'];
const stamp = 'dist/.console-built-from';

export const builtFrom = () => stampOf(stamp);

/** What is bundled from packages is known by the lock file. */
export function sourcesDigest() {
  return digestOf(['package-lock.json', ...sources.flatMap((folder) => filesBelow(folder, (path) => !/\.(spec|contract|fixture|d)\.ts$/.test(path)))]);
}

export async function build(digest) {
  const started = Date.now();
  // Without the stamp an interrupted build is done again.
  rmSync(join(root, stamp), { force: true });
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn'], 'The build of the console failed: its message is above.', holdFor);
  writeFileSync(join(root, stamp), digest);
  say(`Built the console in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
