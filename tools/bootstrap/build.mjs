// Compiles TypeScript into dist/, when a source changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';

const folders = ['apps', 'libs', 'tools'].filter((folder) => existsSync(join(root, folder)));
// The console is built by its own tools.
const ignored = ['apps/console'];
const stamp = join(root, 'dist/.built-from');

export function builtFrom() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** A digest of everything the output depends on: contents, not times, since a checkout changes only these. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of ['.swcrc', ...sources()]) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0');
  return hash.update(compilerVersion()).digest('hex');
}

export async function build(digest) {
  const started = Date.now();
  // Without the stamp an interrupted build is done again.
  rmSync(stamp, { force: true });
  await run(process.execPath, ['node_modules/@swc/cli/bin/swc.js', ...folders, '--out-dir', 'dist', '--quiet', '--extensions', '.ts', ...ignored.flatMap((folder) => ['--ignore', `${folder}/**`])],
    'The build failed: its message is above.', holdFor);
  removeOrphans();
  writeFileSync(stamp, digest);
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function sources() {
  return folders.flatMap((folder) => filesBelow(folder, '.ts'));
}

/** Output whose source is gone would still be found by its importers. */
function removeOrphans() {
  const kept = new Set(sources().map((source) => `dist/${source.replace(/\.ts$/, '.js')}`));
  for (const output of folders.flatMap((folder) => filesBelow(`dist/${folder}`, '.js'))) {
    if (kept.has(output)) continue;
    rmSync(join(root, output));
    rmSync(join(root, `${output}.map`), { force: true });
  }
}

function filesBelow(folder, extension) {
  if (ignored.some((one) => folder === one || folder === `dist/${one}`) || !existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path, extension);
      return path.endsWith(extension) && !/\.(spec|contract|d)\.ts$/.test(path) ? [path] : [];
    });
}

function compilerVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules/@swc/core/package.json'), 'utf8')).version;
}
