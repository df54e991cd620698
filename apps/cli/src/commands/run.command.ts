// `specline run`: starts the next phase of a feature, or shows what it would be. What may be typed is here, what is done in run.work.ts.
import { Command, Option } from 'commander';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import { wholeNumber } from './option-forms';
import type { RunOptions } from './run.work';

export function runCommand(cli: Cli): Command {
  return withCommonOptions(new Command('run')
    .description('Run the next phase of a feature.')
    .argument('<repository>', 'owner/name')
    .argument('[feature]', 'directory of the feature below specs/; without it Specline looks for the feature in the repository')
    .option('--base <branch>', 'branch to start from (the repository\'s default branch)')
    .option('--agent <name>', 'coding agent that does the work')
    .option('--attempts <number>', 'solutions the agent makes to choose from, 1 to 4', wholeNumber(1, 4))
    .option('--dry-run', 'end with the checked patch; nothing is pushed')
    .option('--queue <name>', 'queue of runners that takes the run')
    .option('--reference <text>', 'something of yours to find the run by, such as a ticket')
    .option('--notes <text>', 'why, for whoever looks at the run')
    .option('--idempotency-key <word>', 'the same request with the same word is the same run, however often it is sent')
    .addOption(new Option('--preview', 'show what the run would be; starts nothing and costs nothing').conflicts(['watch', 'idempotencyKey']))
    .option('--watch', 'watch the run to its end; its exit code is that of the run'))
    .action((repository: string, feature: string | undefined, options: RunOptions & CommonOptions) => cli.perform(options, async (session) => (
      (await import('./run.work.js')).run(session, { repository, feature, ...options }))));
}
