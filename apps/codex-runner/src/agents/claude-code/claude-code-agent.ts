// Claude Code in a job container: `claude -p --output-format stream-json`. The image must have the program; Specline's own has not, since its licence is not free.
import { StageFailure } from '#domain';
import type { JobImage } from '../../jobs/job';
import { egressHost } from '../egress-host';
import { LocalAgent, skillByFile } from '../local-agent';
import { ClaudeCodeReader } from './claude-code-reader';

export interface ClaudeCodeOptions { apiKey: string | undefined; baseUrl: string | undefined; model: string | undefined }

const keyVariable = 'ANTHROPIC_API_KEY';
const anthropic = 'https://api.anthropic.com';
/** The program reads its key from this descriptor; where it stays in the environment, every tool command sees it. */
const keyDescriptor = 3;

export class ClaudeCodeAgent extends LocalAgent {
  readonly name = 'claude-code';

  constructor(private readonly options: ClaudeCodeOptions) {
    super();
  }

  forwarded(): Record<string, string> {
    const { apiKey, baseUrl } = this.options;
    if (apiKey === undefined) {
      throw new StageFailure({
        code: 'credential.anthropic_api_key_missing', message: `claude-code has no key for its model: ${keyVariable} is not set.`,
        remediation: `Set ${keyVariable} for the runner (it goes into job containers only), restart it, then retry the run.`,
      });
    }
    return {
      [keyVariable]: apiKey, ...(baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: baseUrl }),
      CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR: String(keyDescriptor), CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    };
  }

  egress(): string[] {
    const { baseUrl } = this.options;
    return [baseUrl === undefined ? egressHost(anthropic, 'ours') : egressHost(baseUrl, 'operators')];
  }

  command(): string[] {
    const { model } = this.options;
    const takeKey = `exec ${keyDescriptor}<<<"$${keyVariable}"; unset ${keyVariable}; exec "$@"`;
    return [
      'bash', '-c', takeKey, 'claude-code',
      'claude', '--print', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions', '--no-session-persistence',
      ...(model === undefined ? [] : ['--model', model]),
    ];
  }

  skillPrompt(skill: string, input: string): string {
    return skillByFile(skill, input);
  }

  /** It says so itself in its first line. */
  version({ id }: JobImage): string {
    return `claude in ${id}`;
  }

  reader(): ClaudeCodeReader {
    return new ClaudeCodeReader();
  }
}
