// A process's output goes straight into a file, which survives us and costs nothing.
import { openSync, readFileSync, renameSync, statSync } from 'node:fs';

const largest = 16 * 1024 * 1024;

/** Opens `file` for appending; one that has grown large is set aside first, in place of the one set aside before. */
export function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/** The last `count` non-empty lines, joined; empty when there is no such file. */
export function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-count).join('\n');
  } catch {
    return '';
  }
}
