// What can go wrong with the Codex CLI, in one table: how it is recognised and what the operator should do.
import { StageFailure } from '#domain';
import type { CliResult } from './cli-process';
import { escapeControls } from './control-characters';

export type CodexCall = 'exec' | 'list' | 'status' | 'diff' | 'login' | 'version';

/** What one failed call left behind. `headline` is the CLI's own error line without the service's body. */
interface Evidence {
  readonly call: CodexCall;
  readonly result: CliResult;
  readonly headline: string;
  readonly httpStatus: number | null;
}

interface Row {
  /** Absent where the code is only raised by name. The first row that fits decides. */
  readonly when?: (evidence: Evidence) => boolean;
  readonly code: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly remediation: string;
}

const says = (pattern: RegExp) => ({ headline }: Evidence) => pattern.test(headline);
const answers = (...statuses: number[]) => ({ httpStatus }: Evidence) => httpStatus !== null && statuses.includes(httpStatus);
const SIGN_IN = 'Run `codex login` with the CODEX_HOME of this runner';
const NETWORK = 'Check that this machine reaches https://chatgpt.com, through HTTPS_PROXY if there is one, and that CODEX_CA_CERTIFICATE names the proxy\'s certificate authority.';

/** Seen with Codex CLI 0.169.0: exit 1 for every run-time failure, one line on stderr that starts with `Error: ` or `Not signed in`. */
const TABLE = [
  {
    when: ({ result }) => result.timedOut, code: 'codex.cli_timeout', retryable: true,
    message: 'The Codex CLI did not answer in time and was ended.', remediation: NETWORK,
  },
  {
    when: ({ call, result }) => result.truncated === 'stdout' && call === 'diff', code: 'patch.too_large', retryable: false,
    message: 'The diff of the Codex task is larger than Specline accepts.', remediation: 'Look at the task in Codex Cloud and split the phase into smaller ones in tasks.md.',
  },
  {
    when: ({ result }) => result.truncated === 'stdout', code: 'codex.cli_output', retryable: false,
    message: 'The Codex CLI printed something that Specline does not understand.', remediation: 'Check with `codex --version` that the CLI (CODEX_BIN) is the version this release was made for, and read the call in the run\'s codex_logs.',
  },
  {
    when: ({ result }) => result.truncated === null && result.signal !== null, code: 'codex.cli_killed', retryable: true,
    message: 'The Codex CLI was killed by the system.', remediation: 'Check this machine for memory shortage (dmesg names killed processes), then retry.',
  },
  {
    when: says(/^Not signed in\b/), code: 'credential.codex_missing', retryable: false,
    message: 'The Codex CLI is not signed in with ChatGPT.', remediation: `${SIGN_IN} and choose ChatGPT (an API key cannot use Codex Cloud), then retry.`,
  },
  {
    when: answers(401), code: 'credential.codex_rejected', retryable: false,
    message: 'Codex Cloud rejected the sign-in: it has expired or was revoked.', remediation: `${SIGN_IN} again, see that no other machine uses a copy of it, then retry.`,
  },
  {
    when: answers(403), code: 'credential.codex_forbidden', retryable: false,
    message: 'Codex Cloud does not allow this account to do that.', remediation: 'Check that the account\'s plan includes Codex Cloud, that it may use the environment, and that no network filter answers for chatgpt.com.',
  },
  {
    when: answers(429), code: 'codex.rate_limited', retryable: true,
    message: 'Codex Cloud limits the rate of this account.', remediation: 'Wait some minutes and retry; check the account\'s usage limits when it happens again.',
  },
  {
    when: says(/^Error: environment '.*' not found|^Error: no cloud environments are available|^Error: .*label '.*' is ambiguous/), code: 'credential.codex_environment_unknown', retryable: false,
    message: 'The sign-in has no Codex environment of that id.', remediation: 'Set CODEX_ENV (or the repository\'s entry in CODEX_ENVS) to the id of an environment that this account sees in the settings of Codex Cloud, then retry.',
  },
  {
    code: 'credential.codex_environment_missing', retryable: false,
    message: 'No Codex environment is configured for the repository.', remediation: 'Set CODEX_ENV to the environment\'s id, or CODEX_ENVS to a map from repository to id, and start the runner again.',
  },
  {
    when: says(/^Error: No diff available for task\b/), code: 'codex.no_diff', retryable: false,
    message: 'The Codex task has no diff.', remediation: 'Open the task in Codex Cloud: the agent may have asked a question or failed there. Make tasks.md clearer, then retry.',
  },
  {
    when: says(/^Error: Attempt \d+ not available\b/), code: 'codex.attempt_unknown', retryable: false,
    message: 'The Codex task has not so many answers with a diff.', remediation: 'Open the task in Codex Cloud: the other attempts may have asked a question, failed, or still be at work.',
  },
  {
    when: ({ call, httpStatus }) => httpStatus === 404 && (call === 'status' || call === 'diff'), code: 'codex.task_unknown', retryable: false,
    message: 'Codex Cloud does not know the task.', remediation: 'Check in Codex Cloud whether the task was deleted or belongs to another account, then retry to submit a new one.',
  },
  {
    when: (evidence) => (evidence.httpStatus ?? 0) >= 500 || answers(408)(evidence) || says(/\berror sending request\b|\bDecode error\b|\berror decoding response\b/)(evidence), code: 'codex.unavailable', retryable: true,
    message: 'Codex Cloud cannot be reached or is out of order.', remediation: `${NETWORK} Then retry.`,
  },
  {
    when: ({ httpStatus }) => httpStatus !== null, code: 'codex.refused', retryable: false,
    message: 'Codex Cloud refused the request.', remediation: 'Read the call in the run\'s codex_logs: the service says there what it did not like.',
  },
  {
    when: says(/^Error: (Missing optional dependency|Unsupported platform|Unsupported target)/), code: 'codex.cli_missing', retryable: false,
    message: 'The Codex CLI cannot be started.', remediation: 'Install it (`npm install` in Specline\'s directory, or `npm install --global @openai/codex`) or set CODEX_BIN to its path.',
  },
  {
    when: says(/^Error loading config/), code: 'codex.cli_config', retryable: false,
    message: 'The Codex CLI cannot read its configuration.', remediation: 'Correct config.toml in CODEX_HOME: the message names the line.',
  },
  {
    when: ({ result }) => result.exitCode === 2, code: 'codex.cli_unsupported', retryable: false,
    message: 'The Codex CLI does not know the arguments that Specline gives it.', remediation: 'Use the version of the Codex CLI that this release of Specline was made for (package.json), or unset CODEX_BIN.',
  },
  {
    code: 'codex.login_busy', retryable: true,
    message: 'Another call uses the Codex login and did not end in time.', remediation: 'Give each runner a login (CODEX_HOME) of its own; one login serves one call at a time.',
  },
  {
    code: 'codex.login_lost', retryable: true,
    message: 'This runner was suspended and another process took over the Codex login meanwhile.', remediation: 'Retry. Give each runner a CODEX_HOME of its own when it happens again.',
  },
  {
    code: 'codex.login_unwritable', retryable: false,
    message: 'CODEX_HOME cannot be written.', remediation: 'Make CODEX_HOME a directory that the runner\'s user may write: the CLI stores refreshed tokens in it.',
  },
  { code: 'codex.invalid_request', retryable: false, message: 'The call to Codex was not made: one of its values is not allowed.', remediation: 'Correct the value that the details name.' },
  {
    when: () => true, code: 'codex.cli_failed', retryable: false,
    message: 'The Codex CLI failed.', remediation: 'Read the call in the run\'s codex_logs, correct what it names, then retry.',
  },
] as const satisfies readonly Row[];

export type CodexFailureCode = (typeof TABLE)[number]['code'];

/** `none`: the call certainly changed nothing in Codex Cloud. `unclear`: it may have. */
export type CallEffect = 'none' | 'unclear';

export interface CodexFailureContext {
  readonly effect?: CallEffect;
  readonly details?: Record<string, unknown>;
  readonly cause?: unknown;
}

export class CodexFailure extends StageFailure {
  readonly effect: CallEffect;

  constructor(code: CodexFailureCode, { effect = 'none', details, cause }: CodexFailureContext = {}) {
    const row = TABLE.find((candidate) => candidate.code === code)!;
    const said = typeof details?.['said'] === 'string' ? ` Codex said: ${details['said']}` : '';
    super({ code, message: row.message + said, remediation: row.remediation, retryable: row.retryable, ...(details ? { details } : {}) }, { cause });
    this.name = 'CodexFailure';
    this.effect = effect;
  }
}

const LONGEST_QUOTE = 500;

/** Names the failure of a call that ended badly. The quote in the message is redacted, on one line and short. */
export function failureOf(call: CodexCall, result: CliResult, redact: (text: string) => string): CodexFailure {
  const evidence = evidenceOf(call, result);
  const row = TABLE.find((candidate) => 'when' in candidate && candidate.when(evidence))!;
  const said = escapeControls(redact(evidence.headline)).slice(0, LONGEST_QUOTE);
  const details = { call, exitCode: result.exitCode, ...(result.signal ? { signal: result.signal } : {}), ...(evidence.httpStatus ? { httpStatus: evidence.httpStatus } : {}), ...(said ? { said } : {}) };
  return new CodexFailure(row.code, { effect: effectOf(evidence), details });
}

function evidenceOf(call: CodexCall, result: CliResult): Evidence {
  const lines = result.stderr.split('\n').map((line) => line.trim());
  const line = lines.find((text) => /^(Error\b|error: |Not (signed|logged) in)/.test(text)) ?? lines.findLast((text) => text !== '' && !text.startsWith('WARNING: ')) ?? '';
  // The body that follows is the service's own text: it may say anything, also "401".
  const headline = line.split('; content-type=')[0]!;
  const status = / failed: (\d{3})\b/.exec(headline);
  return { call, result, headline, httpStatus: status ? Number(status[1]) : null };
}

/** Only `exec` changes anything, and only from `create_task` on: it looks up the environment first, and makes no second try by itself. */
function effectOf({ call, result, headline, httpStatus }: Evidence): CallEffect {
  if (call !== 'exec') return 'none';
  const ended = !result.timedOut && result.signal === null && result.truncated === null && result.exitCode !== 0;
  const creating = headline.startsWith('Error: http error: create_task failed');
  const refused = httpStatus !== null && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408;
  return ended && headline !== '' && (!creating || refused) ? 'none' : 'unclear';
}
