// The small process between this one and the CLI: it leads the CLI's process group and ends the group when this process is gone.
// Without it a killed runner leaves a CLI behind that still holds the login, or makes its task after everyone has stopped looking.

/** Source for `node -e GUARD_SOURCE -- <file> <args…>`, started with an IPC channel in a process group of its own. */
export const GUARD_SOURCE = `
const { spawn } = require('node:child_process');
const [file, ...args] = process.argv.slice(1);
const report = (ended) => process.send(ended, () => process.exit());
process.on('SIGTERM', () => {}); // the whole group gets it: stay and say how the CLI ended
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
spawn(file, args, { stdio: 'inherit' })
  .on('error', (error) => report({ notStarted: error.code ?? error.message }))
  .on('exit', (exitCode, signal) => report({ exitCode, signal }));
`;

/** What the guard reports, once, before it exits. It reports nothing when it was killed itself. */
export type GuardReport =
  | { readonly notStarted: string }
  | { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };
