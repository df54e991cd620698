// `specline brakes` and `specline drain`: what keeps features from being run, its release, and the drain of the installation.
import { Argument, Command } from 'commander';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { DrainOptions, ReleaseOptions } from './brakes.work';

export function brakesCommand(cli: Cli): Command {
  return withCommonOptions(new Command('brakes')
    .description('Show the brakes that hold features and repositories, or release them: what comes after counts anew.')
    .addArgument(new Argument('[action]', 'what to do; without it they are shown').choices(['release']))
    .option('--repository <owner/name>', 'the repository, for a release')
    .option('--feature <key>', 'the feature, for a release; without it what holds the whole repository')
    .option('--code <code>', 'this brake alone, such as brake.no_progress')
    .option('--reason <text>', 'why, for a release'))
    .action((action: string | undefined, options: ReleaseOptions & CommonOptions) => cli.perform(options, async (session) => {
      const work = await import('./brakes.work.js');
      return action === 'release' ? work.release(session, options) : work.list(session);
    }));
}

export function drainCommand(cli: Cli): Command {
  return withCommonOptions(new Command('drain')
    .description('Have nothing started, or end that. Runs whose agent is at work come to their end. For administrators.')
    .addArgument(new Argument('<state>', 'begin or end').choices(['on', 'off']))
    .option('--reason <text>', 'why; needed to begin'))
    .action((state: string, options: DrainOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./brakes.work.js')).drain(session, state === 'on', options)));
}
