// `specline open`: the address of a run in the console, and a browser that goes there.
import { Command } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { OpenOptions } from './open.work';

export function openCommand(cli: Cli): Command {
  return withCommonOptions(new Command('open')
    .description('Print the address of a run in the console, and open it in a browser when typed in a terminal.')
    .argument('<run>', runArgument)
    .option('--print', 'only print it'))
    .action((name: string, options: OpenOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./open.work.js')).open(session, name, options)));
}
