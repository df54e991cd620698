#!/usr/bin/env node
// Writes what a workspace has besides the base commit as one patch. An agent had the workspace for itself: what it did there must neither stay out of the patch unsaid, nor run.
// @ts-check
import { closeSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openBase } from './base.mjs';
import { newContentBytes } from './content-size.mjs';
import { git, GitFailure, gitNames, gitStream, treeEntries } from './git.mjs';
import { number, ProgramFailure, required, run, shaForm } from './program.mjs';
import { repair } from './repair.mjs';
import { outsideOfPatches } from './spec-kit.mjs';
import { inRepository, isFolder, openWorkspace, placeResult, removeTree, workspace, writeResult } from './workspace.mjs';

const ignoredShown = 50;
/** @typedef {{ directory: string, index: string }} Base */

await run('collect', async () => {
  const baseSha = required('SPECLINE_BASE_SHA', shaForm);
  const patchLimit = number('SPECLINE_PATCH_LIMIT_BYTES', 10 * 1024 * 1024);
  const contentLimit = number('SPECLINE_CONTENT_LIMIT_BYTES', 256 * 1024 * 1024);
  openWorkspace();
  for (const name of ['result.patch', 'collect.json']) if (isFolder(workspace.out)) removeTree(join(workspace.out, name));
  if (!isFolder(workspace.repository)) throw new ProgramFailure('tree_unreadable', 'repo is no folder any more');
  const base = openBase(baseSha);
  const repaired = repair(workspace.repository);
  const { paths, sizes } = await readBase(base, baseSha);
  const contentBytes = await newContentBytes({ ...base, tree: workspace.repository }, sizes);
  if (contentBytes > contentLimit) throw new ProgramFailure('too_large', `new and changed files hold ${contentBytes} bytes, and ${contentLimit} are allowed`);
  const outside = outsideOfPatches(paths);
  const tree = stage(base, outside);
  const patch = await writePatch(base, [baseSha, tree], patchLimit);
  writeResult('collect.json', { baseSha, tree, ...patch, ignored: await listIgnored(base, outside), repaired });
  removeTree(workspace.scratch);
});

/** Fills the index. Submodules whose folder holds something are left out of it, since git would not look into them. @param {Base} base @param {string} baseSha */
async function readBase(base, baseSha) {
  /** @type {Set<string>} */
  const paths = new Set();
  /** By the bytes of the path. @type {Map<string, number>} */
  const sizes = new Map();
  /** @type {Buffer[]} */
  const filledSubmodules = [];
  await treeEntries(base, baseSha, ({ mode, size, path }) => {
    paths.add(path.toString('utf8'));
    if (mode !== '160000') sizes.set(path.toString('latin1'), size);
    else if (holdsSomething(path)) filledSubmodules.push(Buffer.from(path));
  });
  git(base, 'read-tree', baseSha);
  forget(base, filledSubmodules);
  return { paths, sizes };
}

/** Brings all files into the index and answers the tree they make. @param {Base} base @param {string[]} outside */
function stage(base, outside) {
  try {
    const { messages } = git({ ...base, tree: workspace.repository }, 'add', '--all', '.');
    // git goes on without a folder that it cannot read.
    if (messages.includes('could not open directory')) throw new ProgramFailure('tree_unreadable', messages.slice(0, 2000));
    forget(base, outside.map((path) => Buffer.from(path)));
    return git(base, 'write-tree').stdout.toString('latin1').trim();
  } catch (error) {
    throw error instanceof GitFailure ? new ProgramFailure('tree_unreadable', error.messages.slice(0, 2000) || error.message) : error;
  }
}

/** @param {Base} base @param {[string, string]} trees @param {number} limit bytes */
async function writePatch(base, trees, limit) {
  const unfinished = join(workspace.scratch, 'result.patch');
  const file = openSync(unfinished, 'wx');
  let patchBytes = 0;
  await gitStream({ directory: base.directory }, ['diff-tree', '-r', '-p', '--binary', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', ...trees], (piece) => {
    patchBytes += piece.length;
    if (patchBytes <= limit) writeSync(file, piece);
  });
  closeSync(file);
  if (patchBytes > limit) throw new ProgramFailure('too_large', `the patch has ${patchBytes} bytes, and ${limit} are allowed`);
  let files = 0;
  await gitNames({ directory: base.directory }, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', ...trees], () => void (files += 1));
  placeResult('result.patch', (target) => renameSync(unfinished, target));
  return { patchBytes, files };
}

/** What .gitignore keeps out of the patch: rightly, mostly, but it may be the agent who wrote it. @param {Base} base @param {string[]} outside */
async function listIgnored(base, outside) {
  /** @type {string[]} */
  const paths = [];
  let count = 0;
  await gitNames({ ...base, tree: workspace.repository }, ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'], (name) => {
    const path = name.toString('utf8');
    if (outside.includes(path)) return;
    count += 1;
    if (paths.length < ignoredShown) paths.push(path.slice(0, 300));
  });
  return { count, paths };
}

/** @param {Base} base @param {Buffer[]} paths */
function forget(base, paths) {
  git({ ...base, tree: workspace.repository, input: Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)])) }, 'update-index', '--force-remove', '-z', '--stdin');
}

/** @param {Buffer} path */
function holdsSomething(path) {
  try {
    return readdirSync(inRepository(path)).length > 0;
  } catch {
    return false; // absent, or no folder: git says so by itself
  }
}
