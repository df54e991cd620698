// `specline diff`: the patch of a run, ready for `git apply` when it goes into a pipe or a file.
import { Command } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { DiffOptions } from './diff.work';

export function diffCommand(cli: Cli): Command {
  return withCommonOptions(new Command('diff')
    .description('Print the patch of a run: what is, or would be, in its pull request.')
    .argument('<run>', runArgument)
    .option('--as-given', 'the patch as the agent gave it, before it was applied to the base'))
    .action((name: string, options: DiffOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./diff.work.js')).printDiff(session, name, options)));
}
