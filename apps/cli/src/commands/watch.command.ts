// `specline watch`: what happens to a run, from its beginning to its end.
import { Command } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';

export function watchCommand(cli: Cli): Command {
  return withCommonOptions(new Command('watch')
    .description('Watch a run to its end: its stages in a terminal, a line for each event elsewhere, each fact and piece of news as a line of JSON with --json.')
    .argument('<run>', runArgument))
    .action((name: string, options: CommonOptions) => cli.perform(options, async (session) => (await import('./watch.work.js')).watch(session, name)));
}
