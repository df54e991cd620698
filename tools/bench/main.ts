// `npm run bench`: figures as JSON lines on standard output, progress on standard error.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { guardianGone } from '../stack/guarded-process';
import { openStack, type Stack } from '../stack/stack';
import { benchChains } from './chains';
import { benchConsole } from './console';
import { benchLargeRepository } from './large-repository';
import { benchQueue } from './queue';
import { benchWaiting } from './waiting';

const report = (line: string): void => console.error(line);
const print = (figures: object): void => console.log(JSON.stringify(figures));

/** Each part gets a stack of its own, so that none is slowed by what another left behind. */
async function withStack(name: string, work: (stack: Stack, environment: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'specline-bench-'));
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, SPECLINE_DATA_DIR: folder, PORT: '0' };
  report(`${name} …`);
  const stack = await openStack({ environment, reset: false, sandbox: true, report: () => undefined });
  try {
    await work(stack, environment);
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { quick, only } = new Command('npm run bench --')
    .description('Measures the chain at 1 and 64 in flight, discover and publish on a large repository, what waiting costs, what a queue of 10,000 runs takes of memory, and the console in a browser.')
    .option('--quick', 'fewer chains, a smaller repository, a shorter wait', false)
    .option('--only <part>', 'chains, repository, waiting, queue or console')
    .parse().opts<{ quick: boolean; only?: string }>();
  const wanted = (part: string): boolean => only === undefined || only === part;
  const scale = quick ? 0.2 : 1;
  // Long enough for services that have just begun to know their lanes.
  const warmUp = { chains: 4000, concurrency: 64 };
  const plans = [{ chains: 400 * scale, concurrency: 1 }, { chains: 10_000 * scale, concurrency: 64 }];
  if (wanted('chains')) await withStack('chains', (stack, environment) => benchChains(stack, environment, plans, warmUp, print));
  if (wanted('repository')) await withStack('a large repository', (stack, environment) => benchLargeRepository(stack, environment, quick ? 5000 : 50_000, print));
  if (wanted('waiting')) await withStack('waiting runs', (stack, environment) => benchWaiting(stack, environment, { runs: 100, seconds: quick ? 20 : 60 }, print));
  if (wanted('queue')) await withStack('a long queue', (stack, environment) => benchQueue(stack, environment, { runs: 10_000 * scale, warmUp: 500 }, print));
  // Needs Chromium, which not every machine has.
  if (only === 'console') await withStack('the console', (stack, environment) => benchConsole(stack, environment, quick ? 1000 : 5000, print));
}

main().then(guardianGone).then(() => process.exit(0), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
