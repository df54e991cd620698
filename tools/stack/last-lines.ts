// The end of a log file, to show why a process stopped.
import { readFileSync } from 'node:fs';

/** The last `count` non-empty lines, joined; empty when there is no such file. */
export function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-count).join('\n');
  } catch {
    return '';
  }
}
