// The Codex program in a job container: `codex exec --json`.
import { StageFailure } from '#domain';
import { egressHost } from '../egress-host';
import { LocalAgent } from '../local-agent';
import type { JobImage } from '../../jobs/job';
import { CodexExecReader } from './codex-exec-reader';

export interface CodexExecOptions { apiKey: string | undefined; baseUrl: string | undefined; model: string | undefined }

const keyVariable = 'CODEX_API_KEY';
const openAi = 'https://api.openai.com/v1';
/** Its shell policy knows names; this one keeps the key from tool commands, whatever the defaults become. */
const withheld = [keyVariable, '*KEY*', '*TOKEN*', '*SECRET*', '*PASSW*', '*CREDENTIAL*'];

export class CodexExecAgent extends LocalAgent {
  readonly name = 'codex-exec';

  constructor(private readonly options: CodexExecOptions) {
    super();
  }

  forwarded(): Record<string, string> {
    const { apiKey } = this.options;
    if (apiKey === undefined) {
      throw new StageFailure({
        code: 'credential.codex_api_key_missing', message: `codex-exec has no key for its model: ${keyVariable} is not set.`,
        remediation: `Set ${keyVariable} for the runner (it goes into job containers only), restart it, then retry the run.`,
      });
    }
    return { [keyVariable]: apiKey };
  }

  egress(): string[] {
    const { baseUrl } = this.options;
    return [baseUrl === undefined ? egressHost(openAi, 'ours') : egressHost(baseUrl, 'operators')];
  }

  /** The container is the sandbox: Codex's own cannot be set up in it, and without one every change is refused while the program ends with 0. */
  command(): string[] {
    return [
      'codex', 'exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '--color', 'never',
      ...(this.options.model === undefined ? [] : ['--model', this.options.model]),
      ...this.settings().flatMap((setting) => ['-c', setting]),
      '-',
    ];
  }

  skillPrompt(skill: string, input: string): string {
    return `$${skill} ${input}`;
  }

  version({ codexVersion }: JobImage): string {
    return codexVersion ?? 'not reported';
  }

  reader(): CodexExecReader {
    return new CodexExecReader();
  }

  /** As `-c` takes them: values are TOML. A provider of ours, because the built-in one begins with WebSockets and obeys no base URL from outside. */
  private settings(): string[] {
    const provider = 'model_providers.specline';
    return [
      'model_provider="specline"', `${provider}.name="Specline"`, `${provider}.base_url=${JSON.stringify(this.options.baseUrl ?? openAi)}`,
      `${provider}.env_key="${keyVariable}"`, `${provider}.wire_api="responses"`, `${provider}.supports_websockets=false`,
      'shell_environment_policy.ignore_default_excludes=false', `shell_environment_policy.exclude=${JSON.stringify(withheld)}`,
      // Otherwise it asks github.com, api.github.com and chatgpt.com for things nobody here needs.
      'analytics.enabled=false', 'check_for_update_on_startup=false', 'features.plugins=false', 'features.apps=false',
    ];
  }
}
