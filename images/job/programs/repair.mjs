// Makes a tree readable for git before git reads it: what git would pass over in silence is opened, or taken away and counted.
// @ts-check
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { ProgramFailure } from './program.mjs';

/**
 * Gives the user back rights to folders and files. Removes `.git` entries below the top, so that a repository in the repository is files,
 * and what is neither file, folder nor link (pipes, sockets). The repository's own `.git` is left as it is: nobody reads it.
 * @param {string} root
 */
export function repair(root) {
  const repaired = { permissions: 0, nestedRepositories: 0, specialFiles: 0 };
  try {
    repairFolder(Buffer.from(root), repaired, true);
  } catch (error) {
    throw new ProgramFailure('tree_unreadable', `a file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return repaired;
}

/** Names are bytes: an agent may give one that is no text. @param {Buffer} folder @param {ReturnType<typeof repair>} repaired @param {boolean} isTop */
function repairFolder(folder, repaired, isTop) {
  giveRights(folder, 0o700, repaired);
  for (const name of readdirSync(folder, { encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), name]);
    const found = lstatSync(path);
    if (name.equals(gitName)) {
      if (isTop) continue;
      if (found.isDirectory()) repairFolder(path, repaired, false);
      rmSync(path, { recursive: true, force: true });
      repaired.nestedRepositories += 1;
    } else if (found.isDirectory()) {
      repairFolder(path, repaired, false);
    } else if (found.isFile()) {
      giveRights(path, 0o400, repaired);
    } else if (!found.isSymbolicLink()) {
      rmSync(path, { force: true });
      repaired.specialFiles += 1;
    }
  }
}

const gitName = Buffer.from('.git');

/** @param {Buffer} path @param {number} rights @param {ReturnType<typeof repair>} repaired */
function giveRights(path, rights, repaired) {
  const { mode } = lstatSync(path);
  if ((mode & rights) === rights) return;
  chmodSync(path, (mode & 0o7777) | rights);
  repaired.permissions += 1;
}
