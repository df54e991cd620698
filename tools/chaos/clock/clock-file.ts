// By which file the clock of a process is told to be wrong: milliseconds, as text.
import { join } from 'node:path';

export function clockFileOf(directory: string, pid: number): string {
  return join(directory, `clock-${pid}`);
}
