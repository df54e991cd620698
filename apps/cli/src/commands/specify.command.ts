// `specline specify`: has a text turned into spec, plan and tasks, or shows how that would be done. What may be typed is here, what is done in specify.work.ts.
import { Command, Option } from 'commander';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { SpecifyOptions } from './specify.work';

export function specifyCommand(cli: Cli): Command {
  return withCommonOptions(new Command('specify')
    .description('Turn a text into spec, plan and tasks, in a draft pull request.')
    .argument('<repository>', 'owner/name')
    .argument('<file>', 'file with the text that says what is wanted; - reads standard input')
    .option('--feature <name>', 'name of the feature, such as 004-cart; without it its words are taken from the text')
    .option('--base <branch>', 'branch to start from (the repository\'s default branch)')
    .option('--agent <name>', 'coding agent that writes')
    .option('--dry-run', 'end with the checked patch; nothing is pushed')
    .option('--queue <name>', 'queue of runners that takes the run')
    .option('--reference <text>', 'something of yours to find the run by, such as a ticket')
    .option('--notes <text>', 'why, for whoever looks at the run')
    .option('--idempotency-key <word>', 'the same request with the same word is the same run, however often it is sent')
    .addOption(new Option('--preview', 'show where and how it would be written; starts nothing and costs nothing').conflicts(['watch', 'idempotencyKey']))
    .option('--watch', 'watch the run to its end; its exit code is that of the run'))
    .action((repository: string, file: string, options: SpecifyOptions & CommonOptions) => cli.perform(options, async (session) => (
      (await import('./specify.work.js')).specify(session, { repository, file, ...options }))));
}
