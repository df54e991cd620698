// `npm run rehearse`: Specline with stages that tell stories, filled with runs, to look at its pages. Needs neither GitHub nor Codex.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { guardianGone } from '../stack/guarded-process';
import { install } from '../stack/installation';
import { openStack } from '../stack/stack';
import { populate, rehearsalProgram } from './populate';

async function main(): Promise<void> {
  const { runs } = new Command('npm run rehearse --').option('--runs <number>', 'how many runs to make before serving', '200').parse().opts<{ runs: string }>();
  const folder = mkdtempSync(join(tmpdir(), 'specline-rehearsal-'));
  const environment = { ...process.env, SPECLINE_DATA_DIR: folder };
  const report = (line: string): void => console.error(line);
  const stopped = new Promise((resolve) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve); });
  const stack = await openStack({ environment, reset: false, sandbox: true, report });
  try {
    const installation = await install(stack, { environment, sandbox: {}, report, stageProgram: rehearsalProgram });
    const { failed, retried } = await populate(installation.client, Number(runs), report);
    report(`${runs} runs, ${failed.length} of them failed, ${retried} retried`);
    report(`Console: ${installation.url}/#token=${installation.operator.token}`);
    await Promise.race([stopped, stack.infrastructure.lost]);
    await installation.stop();
  } finally {
    await stack.stop();
    await guardianGone();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(() => process.exit(0), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
