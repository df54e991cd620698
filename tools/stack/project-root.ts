// Where the clone lies, from the compiled file as from its source.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds the project's package.json. */
export const projectRoot = findUpwards(__dirname);

function findUpwards(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return findUpwards(dirname(folder));
}
