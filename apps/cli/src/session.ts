// What a command works with: the API, the terminal, and how its result is wanted.
import type { Command } from 'commander';
import type { AccessOptions } from './access/access';
import type { Api } from './api/api';
import type { ExitCode } from './exit-codes';
import type { Terminal } from './output/terminal';
import type { Surroundings } from './surroundings';

export interface Session { api: Api; terminal: Terminal; json: boolean; surroundings: Surroundings }
export interface CommonOptions extends AccessOptions { json?: boolean }
export type Work = (session: Session) => Promise<ExitCode>;

/** Options that every command has which speaks with Specline. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON; everything else goes to standard error')
    .option('--url <url>', 'where Specline is (else SPECLINE_URL, or the configuration file)')
    .option('--token-file <path>', 'file that holds the token (else SPECLINE_TOKEN, SPECLINE_TOKEN_FILE, or the configuration file)');
}

/** Carries commands out and remembers the exit code of the one that was asked for. */
export class Cli {
  exitCode: ExitCode = 0;

  constructor(readonly surroundings: Surroundings, readonly terminal: Terminal) {}

  async perform(options: CommonOptions, work: Work): Promise<void> {
    // Help and completion need none of it, and shall be there at once.
    const [{ findAccess }, { Api }] = await Promise.all([import('./access/access.js'), import('./api/api.js')]);
    const api = new Api(findAccess(options, this.surroundings), this.surroundings.interrupted);
    this.exitCode = await work({ api, terminal: this.terminal, json: options.json ?? false, surroundings: this.surroundings });
  }
}
