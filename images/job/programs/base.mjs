// The base commit in its bare repository: whether it is what its sha says, to the last byte.
// @ts-check
import { join } from 'node:path';
import { borrowBase, createRepository, git } from './git.mjs';
import { ProgramFailure } from './program.mjs';
import { freshFolder, isFolder, workspace } from './workspace.mjs';

/**
 * Answers a repository of our own, in the scratch folder, that can read the base commit.
 * An agent can write into base.git: into its configuration, which is not read here, and into its objects, all of which are hashed anew
 * (by fsck: rev-list --verify-objects of git 2.39.5 does not notice that a content was exchanged).
 * @param {string} baseSha
 */
export function openBase(baseSha) {
  if (!isFolder(workspace.base)) throw new ProgramFailure('base_damaged', 'base.git is missing');
  freshFolder(workspace.scratch);
  const directory = join(workspace.scratch, 'git');
  createRepository(directory);
  borrowBase(directory, baseSha);
  try {
    git({ directory }, 'fsck', '--full', '--no-dangling', '--no-progress', baseSha);
  } catch (error) {
    throw new ProgramFailure('base_damaged', `base.git does not hold ${baseSha} undamaged: ${error instanceof Error ? error.message : error}`);
  }
  return { directory, index: join(workspace.scratch, 'index') };
}
