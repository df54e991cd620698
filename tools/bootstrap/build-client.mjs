// Makes the types of the console's HTTP client from the OpenAPI document of the services that were built before, when the API may have changed since the last time.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';
import { digestOf, filesBelow, stampOf } from './sources.mjs';

// What the document is drawn from.
const sources = ['apps/gateway/src', 'libs/contracts/src', 'libs/domain/src', 'tools/client'];
const types = 'apps/console/src/api/schema.d.ts';
const stamp = 'dist/.client-built-from';

export function builtFrom() {
  return existsSync(join(root, types)) ? stampOf(stamp) : undefined;
}

/** What packages have to do with it is known by the lock file. */
export function sourcesDigest() {
  return digestOf(['package-lock.json', ...sources.flatMap((folder) => filesBelow(folder, (path, entry) => entry.isDirectory() || /(?<!\.(spec|contract|fixture))\.ts$/.test(path)))]);
}

export async function build(digest) {
  const started = Date.now();
  // Without the stamp an interrupted build is done again.
  rmSync(join(root, stamp), { force: true });
  await run(process.execPath, ['dist/tools/client/main.js', types], "The types of the console's client could not be made: the message is above.", holdFor);
  writeFileSync(join(root, stamp), digest);
  say(`Made the types of the client in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
