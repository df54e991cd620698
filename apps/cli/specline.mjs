#!/usr/bin/env node
// `specline`: hands the process over to the command line. The only place of it that knows process.env, process.argv and the standard streams.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
if (!existsSync(built)) {
  process.stderr.write('specline is not built yet.\nRun: npm install && npm run build\n');
  process.exit(70);
}
const { main } = createRequire(import.meta.url)(built);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    // Who asks a second time does not want to wait.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
process.exitCode = await main(process.argv.slice(2), {
  environment: process.env, directory: process.cwd(), home: homedir(), stdout: process.stdout, stderr: process.stderr,
  interrupted: interruption.signal, now: () => new Date(),
});
