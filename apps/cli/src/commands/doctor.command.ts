// `specline doctor`: is everything there that is needed, and if not, what to do.
import { Command } from 'commander';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';

export function doctorCommand(cli: Cli): Command {
  return withCommonOptions(new Command('doctor')
    .description('Say whether everything is there that Specline needs, and if not, what to do.'))
    .action((options: CommonOptions) => cli.perform(options, async (session) => (await import('./doctor.work.js')).examine(session)));
}
