// The command line from its arguments to its exit code.
import { CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './cli-error';
import { exitCodes, type ExitCode } from './exit-codes';
import { Interrupted } from './interruption';
import { shownText } from './output/shown-text';
import { ReaderGone, Terminal } from './output/terminal';
import { createProgram } from './program';
import { Cli } from './session';
import type { Surroundings } from './surroundings';

/** Never rejects: whatever goes wrong is said on standard error. */
export async function main(parameters: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const terminal = new Terminal(surroundings.stdout, surroundings.stderr, surroundings.environment);
  const exitCode = await carryOut(parameters, surroundings, terminal).catch((error: unknown) => explain(error, terminal));
  return terminal.settle().then(() => exitCode, (error: unknown) => explain(error, terminal));
}

async function carryOut(parameters: readonly string[], surroundings: Surroundings, terminal: Terminal): Promise<ExitCode> {
  const cli = new Cli(surroundings, terminal);
  const program = createProgram(cli, versionOf());
  const [first = '--help', second, ...words] = parameters;
  // What the script of `specline completion` asks at each press of Tab.
  if (first === 'complete' && second === '--') await (await import('./completion/suggestions.js')).suggest(program, words, surroundings);
  else await program.parseAsync([first, ...parameters.slice(1)], { from: 'user' });
  return cli.exitCode;
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  const { red } = terminal.colors;
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof ReaderGone) return exitCodes.done;
  if (error instanceof Interrupted) return exitCodes.interrupted;
  if (error instanceof CliError) {
    const { code, detail, remediation, exitCode } = error.parts;
    terminal.notice(`${red(`${code}:`)} ${shownText(detail)}\n${shownText(remediation)}`);
    return exitCode;
  }
  terminal.notice(`${red('unforeseen:')} ${shownText(error instanceof Error ? error.stack ?? error.message : String(error))}\nPlease report this.`);
  return exitCodes.unforeseen;
}

/** Of the package this program came with; the same from the sources and from what is built of them. */
function versionOf(): string {
  for (const above of ['../../..', '../../../..']) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(__dirname, above, 'package.json'), 'utf8')) as { name: string; version: string };
      if (name === 'specline') return version;
    } catch {
      // One level further up then.
    }
  }
  return 'unknown';
}
