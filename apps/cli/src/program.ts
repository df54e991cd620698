// The tree of commands.
import { Command } from 'commander';
import { auditCommand } from './commands/audit.command';
import { brakesCommand, drainCommand } from './commands/brakes.command';
import { cancelCommand } from './commands/cancel.command';
import { completionCommand } from './commands/completion.command';
import { diffCommand } from './commands/diff.command';
import { doctorCommand } from './commands/doctor.command';
import { logsCommand } from './commands/logs.command';
import { openCommand } from './commands/open.command';
import { pinCommand, unpinCommand } from './commands/pin.command';
import { retryCommand } from './commands/retry.command';
import { runCommand } from './commands/run.command';
import { runsCommand } from './commands/runs.command';
import { showCommand } from './commands/show.command';
import { specifyCommand } from './commands/specify.command';
import { watchCommand } from './commands/watch.command';
import type { Cli } from './session';

const commands = [runCommand, specifyCommand, runsCommand, showCommand, watchCommand, logsCommand, diffCommand, retryCommand, cancelCommand, pinCommand, unpinCommand, brakesCommand, drainCommand, auditCommand, doctorCommand, openCommand, completionCommand];
/** Of the help, wherever it is printed: it stands in the documentation too. */
const helpWidth = 110;

export function createProgram(cli: Cli, version: string): Command {
  const program = new Command('specline')
    .description('Moves Spec Kit features to pull requests: starts runs, shows them, and acts on them.')
    .version(version, '--version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', '\nA run is named by its id, the beginning of its id, or "last".\nExit codes, configuration and examples: docs/command-line.md');
  for (const make of commands) program.addCommand(make(cli));
  for (const command of [program, ...program.commands]) {
    command.exitOverride()
      .configureHelp({ helpWidth })
      .configureOutput({ writeOut: (text) => cli.terminal.line(text.trimEnd()), writeErr: (text) => cli.terminal.notice(text.trimEnd()) })
      .showHelpAfterError(`See: ${command.name() === 'specline' ? 'specline' : `specline ${command.name()}`} --help`);
  }
  return program;
}
