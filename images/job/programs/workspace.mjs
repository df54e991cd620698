// Where things lie in a workspace, and the rights and folders our programs need before they can work in it.
// @ts-check
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another folder in tests. */
const root = process.env.SPECLINE_WORKSPACE || '/workspace';

export const workspace = {
  root,
  repository: join(root, 'repo'),
  base: join(root, 'base.git'),
  home: join(root, 'home'),
  out: join(root, 'out'),
  prompt: join(root, 'in/prompt'),
  patch: join(root, 'in.patch'),
  scratch: join(root, '.collect'),
};

/** A path of the repository, given as its bytes. @param {Buffer} path */
export function inRepository(path) {
  return Buffer.concat([Buffer.from(`${workspace.repository}/`), path]);
}

/** True for a folder itself, not for a link to one. @param {string | Buffer} path */
export function isFolder(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Removes whatever is there, also what an agent took its own rights from. Follows no link. @param {string} path */
export function removeTree(path) {
  if (remove(path)) return;
  // Of a link, chmod would change what it leads to; on its way down it follows none.
  if (isFolder(path)) spawnSync('chmod', ['-R', 'u+rwX', '--', path]);
  if (!remove(path)) throw new Error(`${path} cannot be removed`);
}

/** An empty folder, whatever was there. @param {string} path */
export function freshFolder(path) {
  removeTree(path);
  mkdirSync(path, { recursive: true, mode: 0o755 });
}

/** The workspace is the agent's own folder: it may have closed it. */
export function openWorkspace() {
  if (isFolder(root)) chmodSync(root, 0o755);
}

/** Puts a file into `out` in one step. What an agent left under that name, or instead of the folder, is gone. @param {string} name @param {unknown} content */
export function writeResult(name, content) {
  placeResult(name, (file) => writeFileSync(file, `${JSON.stringify(content)}\n`, { flag: 'wx' }));
}

/** @param {string} name @param {(file: string) => void} make writes the file that becomes the result */
export function placeResult(name, make) {
  if (!isFolder(workspace.out)) freshFolder(workspace.out);
  chmodSync(workspace.out, 0o755);
  const unfinished = join(workspace.out, `.${name}`);
  removeTree(unfinished);
  make(unfinished);
  removeTree(join(workspace.out, name));
  renameSync(unfinished, join(workspace.out, name));
}

/** @param {string} path */
function remove(path) {
  return spawnSync('rm', ['-rf', '--', path]).status === 0;
}
