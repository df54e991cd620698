// Compiles TypeScript into dist/, when a source changed since the last time.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';
import { digestOf, filesBelow, stampOf } from './sources.mjs';

const folders = ['apps', 'libs', 'tools'].filter((folder) => existsSync(join(root, folder)));
// The console is built by its own tools.
const ignored = ['apps/console'];
const stamp = 'dist/.built-from';

export const builtFrom = () => stampOf(stamp);

/** What the compiler has to do with it is known by the lock file. */
export function sourcesDigest() {
  return digestOf(['.swcrc', 'package-lock.json', ...sources()]);
}

export async function build(digest) {
  const started = Date.now();
  // Without the stamp an interrupted build is done again.
  rmSync(join(root, stamp), { force: true });
  await run(process.execPath, ['node_modules/@swc/cli/bin/swc.js', ...folders, '--out-dir', 'dist', '--quiet', '--extensions', '.ts', ...ignored.flatMap((folder) => ['--ignore', `${folder}/**`])],
    'The build failed: its message is above.', holdFor);
  removeOrphans();
  writeFileSync(join(root, stamp), digest);
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function sources() {
  return folders.flatMap((folder) => filesBelow(folder, meant('.ts'))).filter((path) => !/\.(spec|contract|d)\.ts$/.test(path));
}

/** Output whose source is gone would still be found by its importers. */
function removeOrphans() {
  const kept = new Set(sources().map((source) => `dist/${source.replace(/\.ts$/, '.js')}`));
  for (const output of folders.flatMap((folder) => filesBelow(`dist/${folder}`, meant('.js')))) {
    if (kept.has(output)) continue;
    rmSync(join(root, output));
    rmSync(join(root, `${output}.map`), { force: true });
  }
}

function meant(extension) {
  return (path, entry) => (entry.isDirectory() ? !ignored.some((one) => path === one || path === `dist/${one}`) : path.endsWith(extension));
}
