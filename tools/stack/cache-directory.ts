// Downloaded programs are kept once per user and shared by all clones.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './project-root';

/** `$XDG_CACHE_HOME/specline` or `~/.cache/specline`; inside the clone when the home directory cannot be written. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const shared = join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'specline');
  return writable(shared) ?? writable(join(projectRoot, '.cache'))!;
}

function writable(directory: string): string | undefined {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return directory;
  } catch {
    return undefined;
  }
}
