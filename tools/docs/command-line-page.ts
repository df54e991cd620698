// The parts of docs/command-line.md that are made from the program itself: its exit codes, and the help of each command.
import { exitCodeMeanings, exitCodes } from '../../apps/cli/src/exit-codes';
import { createProgram } from '../../apps/cli/src/program';
import { Cli } from '../../apps/cli/src/session';
import { Terminal } from '../../apps/cli/src/output/terminal';
import type { OutputStream, Surroundings } from '../../apps/cli/src/surroundings';

export const commandLinePage = 'docs/command-line.md';

/** The page with its generated parts as they have to be. @param page the page as it is, with the markers of its parts */
export function withGeneratedParts(page: string): string {
  return withPart(withPart(page, 'exit codes', exitCodeTable()), 'help', helpOfCommands());
}

/** From the marker to the next heading, or the end. */
function withPart(page: string, marker: string, part: string): string {
  const begin = page.indexOf(`<!-- ${marker} -->`);
  if (begin < 0) throw new Error(`docs/command-line.md has no <!-- ${marker} -->`);
  const end = page.indexOf('\n## ', begin);
  return `${page.slice(0, begin)}<!-- ${marker} -->\n${part}\n${end < 0 ? '' : page.slice(end)}`;
}

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([name, code]) => `| ${code} | ${exitCodeMeanings[name as keyof typeof exitCodes]} |`);
  return ['', '| code | means |', '| --- | --- |', ...rows].join('\n');
}

function helpOfCommands(): string {
  const stream: OutputStream = { write: () => true, once: () => undefined, on: () => undefined };
  const surroundings: Surroundings = { environment: {}, directory: '/', home: '/', stdout: stream, stderr: stream, interrupted: new AbortController().signal, now: () => new Date(0) };
  const program = createProgram(new Cli(surroundings, new Terminal(stream, stream, {})), '');
  return program.commands.map((command) => `\n### ${command.name()}\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\``).join('\n');
}
