// `specline logs`: what the coding agent's program said during a run, and with `--follow` what it says.
import { Command, Option } from 'commander';
import { logKinds } from '#contracts';
import { runArgument } from '../runs/run-argument';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import { wholeNumber } from './option-forms';
import type { LogsOptions } from './logs.work';

export function logsCommand(cli: Cli): Command {
  return withCommonOptions(new Command('logs')
    .description('Print what the coding agent did, or its program said, during a run.')
    .argument('<run>', runArgument)
    .option('--follow', 'go on with what is written, to the end of the run')
    .option('--stage <stage>', 'only the log of this stage')
    .option('--attempt <number>', 'only the log of this attempt', wholeNumber(1))
    .addOption(new Option('--kind <kind>', 'only this log of each stage, such as what an agent in a container printed').choices(logKinds))
    .option('--offset <bytes>', 'leave out so many bytes of the first log', wholeNumber(0))
    .option('--raw', 'the lines of JSON as they are stored; --json is the same'))
    .action((name: string, options: LogsOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./logs.work.js')).printLogs(session, name, options)));
}
