// `specline runs`: lists runs, newest first.
import { Command, Option } from 'commander';
import type { RunStatus, WorkflowName } from '#contracts';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import { listOf, wholeNumber } from './option-forms';
import type { RunsOptions } from './runs.work';

/** Written out here, because the contracts take longer to load than help may take to appear. */
export const statuses = ['pending', 'running', 'retrying', 'succeeded', 'failed', 'no_work', 'no_changes', 'cancelled'] as const satisfies readonly RunStatus[];
export const workflows = ['next-phase', 'specify'] as const satisfies readonly WorkflowName[];

export function runsCommand(cli: Cli): Command {
  return withCommonOptions(new Command('runs')
    .description('List runs, newest first.')
    .option('--status <statuses>', `only runs with one of these statuses: ${statuses.join(', ')}`, listOf(statuses))
    .option('--repository <owner/name>', 'only runs of this repository')
    .option('--feature <key>', 'only runs of this feature')
    .addOption(new Option('--workflow <name>', 'only runs of this workflow').choices(workflows))
    .option('--failure-code <code>', 'only runs that failed with this code')
    .option('--waiting', 'only runs that wait for a person')
    .option('--search <text>', 'only runs with this in their id, repository, feature, phase, branch, pull request, reference or creator')
    .option('--limit <number>', 'how many at most, 1 to 200', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended'))
    .action((options: RunsOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./runs.work.js')).listRuns(session, options)));
}
