// After the end there is no process of the installation and no temporary file of its services.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Scene } from '../scene';

/** Looks at a scene that was stopped and not yet removed. Processes are told by their environment and arguments, which name the scene's folder. */
export function nothingLeft({ folder, temporary }: Pick<Scene, 'folder' | 'temporary'>): string[] {
  const files = readdirSync(temporary).map((name) => `the temporary file ${name} is left`);
  return [...files, ...processesOf(folder)];
}

/** What is there by which a Docker Engine in this folder was run. */
export function nothingOfEngine(folder: string): string[] {
  const mounts = textOf('/proc/self/mounts').includes(folder) ? [`something is mounted below ${folder}`] : [];
  return [...(existsSync(folder) ? [`${folder} is left`] : []), ...mounts, ...processesOf(folder)];
}

function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && names(name, folder)).map((pid) => `process ${pid} is left: ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

const names = (pid: string, folder: string): boolean => textOf(`/proc/${pid}/environ`).includes(folder) || textOf(`/proc/${pid}/cmdline`).includes(folder);

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
