// Which files of Spec Kit are laid over a tree: decided by the base commit and the image alone, so that nothing has to be remembered where an agent could change it.
// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const pack = join(import.meta.dirname, '../spec-kit');
export const featureFile = '.specify/feature.json';
const scripts = '.specify/scripts/';

/** @typedef {{ version: string, files: Record<string, { sha256: string, executable: boolean }> }} Manifest */

/**
 * A path the repository has, or that lies below a file or a link of it, stays the repository's. Scripts call each other: all or none.
 * @param {ReadonlySet<string>} basePaths every file, link and submodule of the base commit
 * @param {Manifest} manifest
 */
export function overlay(basePaths, manifest = readManifest()) {
  const hasScripts = [...basePaths].some((path) => path.startsWith(scripts));
  const isKept = (/** @type {string} */ path) => (path.startsWith(scripts) && hasScripts) || [path, ...parentsOf(path)].some((one) => basePaths.has(one));
  const paths = Object.keys(manifest.files);
  return { version: manifest.version, laidOver: paths.filter((path) => !isKept(path)), kept: paths.filter(isKept) };
}

/** What is never part of a patch. @param {ReadonlySet<string>} basePaths */
export function outsideOfPatches(basePaths) {
  return [...overlay(basePaths).laidOver, ...(basePaths.has(featureFile) ? [] : [featureFile])];
}

/** @returns {Manifest} */
export function readManifest() {
  return JSON.parse(readFileSync(join(pack, 'manifest.json'), 'utf8'));
}

/** @param {string} path */
function parentsOf(path) {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
