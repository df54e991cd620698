// Says again and again how much a folder holds: `node measure.mjs FOLDER` prints `{"at","bytes","files"}` whenever that has changed, until it is ended.
// It runs beside a job, in a container of its own, and looks at names and sizes only. A tree that changes under its hands is measured as well as that goes.
import { lstatSync, opendirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const folder = process.argv[2];
const shortestPause = 500;
/** Most of the time it rests, however large the tree is. */
const restPerWork = 3;
const blockBytes = 512;
/** Hard links are counted once, as far as they can be remembered. */
const mostLinks = 200_000;

if (!folder) {
  console.error(JSON.stringify({ program: 'measure', code: 'measure.usage', message: 'no folder is given' }));
  process.exit(2);
}

for (let last = ''; ;) {
  const began = performance.now();
  const measured = measure(folder);
  const text = JSON.stringify(measured);
  if (text !== last) console.log(JSON.stringify({ at: new Date().toISOString(), ...measured }));
  last = text;
  await pause(Math.max(shortestPause, (performance.now() - began) * restPerWork));
}

function measure(root) {
  const found = { bytes: 0, files: 0 };
  const links = new Set();
  const folders = [root];
  while (folders.length > 0) {
    const path = folders.pop();
    for (const entry of entriesOf(path)) {
      // Nothing is followed; a name may be any bytes.
      const child = Buffer.concat([Buffer.isBuffer(path) ? path : Buffer.from(path), Buffer.from('/'), entry.name]);
      count(child, found, links);
      if (entry.isDirectory()) folders.push(child);
    }
  }
  return found;
}

function* entriesOf(path) {
  let folder;
  try {
    folder = opendirSync(path, { encoding: 'buffer', bufferSize: 256 });
  } catch {
    return;
  }
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry;
  } catch {
    // Removed meanwhile.
  } finally {
    folder.closeSync();
  }
}

function count(path, found, links) {
  let status;
  try {
    status = lstatSync(path);
  } catch {
    return;
  }
  if (status.nlink > 1 && !status.isDirectory()) {
    if (links.has(status.ino)) return;
    if (links.size < mostLinks) links.add(status.ino);
  }
  found.files += 1;
  found.bytes += status.blocks * blockBytes;
}
