// Any command line that reads a prompt and changes the files of its working directory.
import { StageFailure } from '#domain';
import type { JobImage } from '../../jobs/job';
import { LocalAgent, skillByFile } from '../local-agent';
import { CommandReader } from './command-reader';

/** `environment` holds every name that was asked for, undefined where the variable is not set. */
export interface CommandOptions { argv: readonly string[] | undefined; environment: Readonly<Record<string, string | undefined>>; egress: readonly string[] }

export class CommandAgent extends LocalAgent {
  readonly name = 'command';

  constructor(private readonly options: CommandOptions) {
    super();
  }

  forwarded(): Record<string, string> {
    const given = Object.entries(this.options.environment);
    const missing = given.filter(([, value]) => value === undefined).map(([name]) => name);
    if (missing.length > 0) {
      throw new StageFailure({
        code: 'credential.agent_variable_missing', message: `The agent command is to be given ${missing.join(', ')}, which the runner does not have.`,
        remediation: `Set ${missing.join(', ')} for the runner, or take the name out of SPEC_AUTOMATION_AGENT_COMMAND_ENV; restart it, then retry the run.`,
      });
    }
    return Object.fromEntries(given) as Record<string, string>;
  }

  egress(): string[] {
    return [...this.options.egress];
  }

  command(): string[] {
    const { argv } = this.options;
    if (argv) return [...argv];
    throw new StageFailure({
      code: 'agent.not_configured', message: 'The agent command has no command line: SPEC_AUTOMATION_AGENT_COMMAND is not set.',
      remediation: 'Set SPEC_AUTOMATION_AGENT_COMMAND to a JSON array of strings, restart the runner, then retry the run; or use another agent.',
    });
  }

  skillPrompt(skill: string, input: string): string {
    return skillByFile(skill, input);
  }

  version({ id }: JobImage): string {
    return `${this.options.argv?.[0] ?? 'command'} in ${id}`;
  }

  reader(): CommandReader {
    return new CommandReader();
  }
}
