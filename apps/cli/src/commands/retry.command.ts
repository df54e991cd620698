// `specline retry`: resumes a failed run where it stopped, starts it again, or has another answer of its agent published.
import { Command, Option } from 'commander';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import { wholeNumber } from './option-forms';
import type { RetryOptions } from './retry.work';

export function retryCommand(cli: Cli): Command {
  return withCommonOptions(new Command('retry')
    .description('Resume a failed run at the stage that failed, where nothing that succeeded is done again; or publish another answer of its agent.')
    .argument('<run>', runArgument)
    .addOption(new Option('--restart', 'begin a new run of the same request instead, from the repository as it is now (mode restart_from_discovery)').conflicts(['task', 'candidate']))
    .addOption(new Option('--candidate <number>', 'publish this answer in place of the one that was taken, of a run whose agent gave several; specline show lists them (mode choose_candidate)').argParser(wholeNumber(1, 4)).conflicts('task'))
    .option('--notes <text>', 'why, for whoever looks at the run')
    .option('--task <id>', 'the agent\'s task to go on with, where the failure names several')
    .option('--watch', 'watch the run to its end; its exit code is that of the run'))
    .action((name: string, options: RetryOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./retry.work.js')).retry(session, name, options)));
}
