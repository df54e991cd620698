#!/usr/bin/env node
// Makes a workspace: the base commit, a work tree of it with what earlier phases did, and the files of Spec Kit where the repository has none.
// @ts-check
import { copyFileSync, lstatSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openBase } from './base.mjs';
import { fetchBase } from './fetch.mjs';
import { borrowBase, git, GitFailure, keepBytes, treeEntries } from './git.mjs';
import { number, ProgramFailure, required, run, shaForm } from './program.mjs';
import { featureFile, outsideOfPatches, overlay, pack, readManifest } from './spec-kit.mjs';
import { freshFolder, isFolder, openWorkspace, removeTree, workspace, writeResult } from './workspace.mjs';

const directoryForm = /^(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

await run('checkout', async () => {
  const baseSha = required('SPECLINE_BASE_SHA', shaForm);
  const feature = process.env.SPECLINE_FEATURE_DIRECTORY ? required('SPECLINE_FEATURE_DIRECTORY', directoryForm) : undefined;
  openWorkspace();
  const base = baseAt(baseSha, number('SPECLINE_TIME_LIMIT_SECONDS', 600));
  for (const folder of [workspace.repository, workspace.home, workspace.out]) freshFolder(folder);
  const patched = treeWithPatch(base, baseSha);
  git({ ...base, tree: workspace.repository }, 'checkout-index', '--all', '--quiet');
  const basePaths = await pathsOf(base, baseSha);
  makeRepository(baseSha, outsideOfPatches(basePaths));
  const specKit = layOver(basePaths);
  if (feature) writeFeature(feature);
  removeTree(workspace.scratch);
  writeResult('checkout.json', { baseSha, specKit, patchApplied: patched, featureDirectory: feature ?? null, featureTracked: basePaths.has(featureFile) });
});

/** What is there is good enough if it is whole: a program that was killed leaves no half of it under this name. @param {string} baseSha @param {number} seconds */
function baseAt(baseSha, seconds) {
  try {
    return openBase(baseSha);
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
  }
  const unfinished = `${workspace.base}.new`;
  removeTree(unfinished);
  fetchBase(unfinished, baseSha, seconds);
  removeTree(workspace.base);
  renameSync(unfinished, workspace.base);
  return openBase(baseSha);
}

/** Fills the index with the base commit and the patch, if there is one. @param {{ directory: string, index: string }} base @param {string} baseSha */
function treeWithPatch(base, baseSha) {
  git(base, 'read-tree', baseSha);
  const patch = lstatSync(workspace.patch, { throwIfNoEntry: false });
  if (!patch || patch.size === 0) return false;
  if (!patch.isFile()) throw new ProgramFailure('patch_unfit', 'in.patch is no file');
  try {
    git(base, 'apply', '--cached', '--whitespace=nowarn', '--', workspace.patch);
  } catch (error) {
    throw error instanceof GitFailure ? new ProgramFailure('patch_unfit', `in.patch does not fit ${baseSha}: ${error.messages.slice(0, 2000)}`) : error;
  }
  return true;
}

/** @param {{ directory: string }} base @param {string} baseSha */
async function pathsOf(base, baseSha) {
  /** @type {Set<string>} */
  const paths = new Set();
  await treeEntries(base, baseSha, ({ path }) => void paths.add(path.toString('utf8')));
  return paths;
}

/** An ordinary repository on the base commit, so that the agent sees as changes what a reviewer will see. @param {string} baseSha @param {string[]} hidden */
function makeRepository(baseSha, hidden) {
  const directory = join(workspace.repository, '.git');
  const place = { directory, tree: workspace.repository };
  git(place, 'init', '--quiet', '--template=', '--initial-branch=specline');
  borrowBase(directory, baseSha);
  keepBytes(directory);
  writeFileSync(join(directory, 'info/exclude'), hidden.map((path) => `/${path}\n`).join(''));
  for (const [name, value] of [['user.name', 'agent'], ['user.email', 'agent@specline.invalid'], ['gc.auto', '0']]) git(place, 'config', name ?? '', value ?? '');
  git(place, 'update-ref', 'refs/heads/specline', baseSha);
  git(place, 'read-tree', baseSha);
  git(place, 'update-index', '-q', '--refresh');
}

/** @param {ReadonlySet<string>} basePaths */
function layOver(basePaths) {
  const manifest = readManifest();
  const plan = overlay(basePaths, manifest);
  const laidOver = plan.laidOver.filter((path) => {
    const target = join(workspace.repository, path);
    if (lstatSync(target, { throwIfNoEntry: false }) || !makeFolders(dirname(path))) return false;
    copyFileSync(join(pack, 'files', path), target);
    return true;
  });
  return { version: plan.version, laidOver, kept: Object.keys(manifest.files).filter((path) => !laidOver.includes(path)) };
}

/** False where a file or a link is in the way: nothing is written through a link. @param {string} folder below the repository */
function makeFolders(folder) {
  let path = workspace.repository;
  for (const part of folder.split('/')) {
    path = join(path, part);
    if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path);
    if (!isFolder(path)) return false;
  }
  return true;
}

/** @param {string} feature */
function writeFeature(feature) {
  const target = join(workspace.repository, featureFile);
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (!makeFolders(dirname(featureFile)) || (found && !found.isFile())) throw new ProgramFailure('patch_unfit', `${featureFile} cannot be written: the repository has something else there`);
  writeFileSync(target, `${JSON.stringify({ feature_directory: feature })}\n`);
}
