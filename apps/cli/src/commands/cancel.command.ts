// `specline cancel`: ends a run that is on its way.
import { Command } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { CancelOptions } from './cancel.work';

export function cancelCommand(cli: Cli): Command {
  return withCommonOptions(new Command('cancel')
    .description('Cancel a run. A task that the agent has begun cannot be stopped, but its work is no longer taken.')
    .argument('<run>', runArgument)
    .option('--reason <text>', 'why, for whoever looks at the run'))
    .action((name: string, options: CancelOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./cancel.work.js')).cancel(session, name, options)));
}
