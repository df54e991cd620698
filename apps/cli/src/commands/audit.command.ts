// `specline audit`: who did what, newest first.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditedAction } from '#contracts';
import { withCommonOptions, type Cli, type CommonOptions } from '../session';
import type { AuditOptions } from './audit.work';
import { wholeNumber } from './option-forms';

/** Written out here, because the contracts take longer to load than help may take to appear. */
export const actions = [
  'run.create', 'run.retry', 'run.cancel', 'run.feedback', 'run.pin', 'run.unpin', 'artifact.pin', 'artifact.unpin',
  'brake.release', 'installation.drain', 'installation.undrain', 'webhook.redeliver',
] as const satisfies readonly AuditedAction[];

export function auditCommand(cli: Cli): Command {
  return withCommonOptions(new Command('audit')
    .description('Show who did what, when and why, and what came of it, newest first. For administrators.')
    .option('--actor <name>', 'only what this person or program did')
    .addOption(new Option('--action <name>', 'only this').choices(actions))
    .option('--repository <owner/name>', 'only what was done to this repository')
    .option('--run <id>', 'only what was done to the run with this id, written whole')
    .addOption(new Option('--outcome <outcome>', 'only what was accepted, or what was refused').choices(['accepted', 'refused']))
    .option('--since <moment>', 'only from this moment on, such as 2026-01-31 or 2026-01-31T08:00:00Z', momentOf)
    .option('--until <moment>', 'only before this moment', momentOf)
    .option('--limit <number>', 'how many at most, 1 to 200', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended'))
    .action((options: AuditOptions & CommonOptions) => cli.perform(options, async (session) => (await import('./audit.work.js')).listAudit(session, options)));
}

/** A day begins at midnight where it is typed. */
export function momentOf(text: string): string {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new InvalidArgumentError('It is a day or a moment, such as 2026-01-31 or 2026-01-31T08:00:00Z.');
}
