// `npm run lock`: completes package-lock.json after an `npm install`. Some registries lack programs for other platforms; npm then leaves
// these optional packages out of the lock file, and `npm ci` refuses it. An entry without checksum and address is enough to be skipped.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './bootstrap/clone.mjs';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'netbsd', 'openharmony', 'sunos', 'win32', 'wasm32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = {};
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (!resolves(path, name)) added[`node_modules/${name}`] = { version: range.replace(/^[\^~]/, ''), ...platformOf(name), optional: true };
  }
}
lock.packages = sorted({ ...lock.packages, ...added });
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
say(`package-lock.json: ${Object.keys(added).length} entries added.`);

/** As Node finds a package: in the folder of the one that asks, then in every folder above. */
function resolves(path, name) {
  const own = `${path ? `${path}/` : ''}node_modules/${name}`;
  if (own in lock.packages) return true;
  return path !== '' && resolves(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name);
}

/** From a name such as `@swc/core-darwin-arm64`. */
function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, '').split('-');
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(os ? { os: [os] } : {}) };
}

function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en')));
}
