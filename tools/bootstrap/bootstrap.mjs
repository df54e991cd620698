// What `npm start`, `npm test` and `npm run check` do first. Plain Node without packages: on a fresh clone there are none yet.
import { exclusively } from './exclusively.mjs';
import { install, installed } from './install.mjs';
import { buildOutdated, upToDate } from './outputs.mjs';

/** Installs and builds what is missing or outdated; a second call finds nothing to do. Two processes in one clone take turns. */
export async function bootstrap() {
  requireNode();
  if (installed() && upToDate()) return;
  await exclusively(async () => {
    if (!installed()) await install();
    await buildOutdated();
  });
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Specline needs Node 20.19 or newer, this is ${process.versions.node}.`);
}
