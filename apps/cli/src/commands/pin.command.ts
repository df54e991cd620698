// `specline pin` and `specline unpin`: what is kept of a run for as long as somebody wants it.
import { Command } from 'commander';
import { artifactArgument } from '../runs/named-artifact';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';

export function pinCommand(cli: Cli): Command {
  return withCommonOptions(new Command('pin')
    .description('Keep an artifact of a run until it is unpinned, or all that the run has now.')
    .argument('<run>', runArgument)
    .argument('[artifact]', artifactArgument))
    .action((run: string, artifact: string | undefined, options: CommonOptions) => cli.perform(options, async (session) => (await import('./pin.work.js')).pin(session, run, artifact)));
}

export function unpinCommand(cli: Cli): Command {
  return withCommonOptions(new Command('unpin')
    .description('Let an artifact of a run be removed when it has expired, or all of the run.')
    .argument('<run>', runArgument)
    .argument('[artifact]', artifactArgument))
    .action((run: string, artifact: string | undefined, options: CommonOptions) => cli.perform(options, async (session) => (await import('./pin.work.js')).unpin(session, run, artifact)));
}
