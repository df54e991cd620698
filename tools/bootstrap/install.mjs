// `npm ci`, when node_modules is not what package-lock.json says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './clone.mjs';
import { holdFor } from './exclusively.mjs';

/**
 * npm writes node_modules/.package-lock.json last, so an interrupted install has none. Packages of other platforms are
 * missing from it, and one that `npm install` just added is in it: comparing the two spares an install either way.
 */
export function installed() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing or unreadable: restore it with git.');
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => path === '' || (path in present ? present[path].version === version : optional || peer));
}

export async function install() {
  const started = Date.now();
  say('Installing packages (npm ci), about a minute the first time …');
  // No package needs its scripts; without them the install is the same under every version of npm.
  await run(...npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'), 'npm ci failed: its message is above.', holdFor);
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** The npm that runs us, or the one on PATH. */
function npm(...parameters) {
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') && existsSync(own) ? [process.execPath, [own, ...parameters]] : ['npm', parameters];
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
