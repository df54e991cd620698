// Where the clone lies, and how to say something or run something in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Progress goes to standard error: standard output belongs to the command's result. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a program in the clone, its output on our standard error. Rejects with `failure` when it fails. */
export async function run(program, parameters, failure, onStart = () => {}) {
  const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 2, 2] });
  if (child.pid) onStart(child.pid);
  const [code] = await Promise.race([once(child, 'exit'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  if (code !== 0) throw new Error(failure);
}
