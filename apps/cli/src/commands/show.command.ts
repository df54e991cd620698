// `specline show`: a run with its stages, its failure and its artifacts.
import { Command } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';

export function showCommand(cli: Cli): Command {
  return withCommonOptions(new Command('show')
    .description('Show a run: its stages, its failure and what to do, its artifacts.')
    .argument('<run>', runArgument))
    .action((name: string, options: CommonOptions) => cli.perform(options, async (session) => (await import('./show.work.js')).show(session, name)));
}
