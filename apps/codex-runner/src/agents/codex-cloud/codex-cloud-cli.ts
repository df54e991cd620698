// The one door to Codex Cloud: every use of the Codex CLI goes through these calls.
import { Redactor } from '#platform';
import { z } from 'zod';
import { CallLog, type LogSink } from './call-log';
import { codexHome } from './cli-environment';
import { CliNotStarted, runCli, type CliResult } from './cli-process';
import type { CliProgram } from './cli-program';
import { CodexFailure, failureOf, type CallEffect, type CodexCall } from './codex-failure';
import {
  codexTaskId, parseCreatedTask, parseDiff, parseLogin, parseTaskDetail, parseTaskPage, parseVersion,
  type CodexLogin, type CodexTaskDetail, type CodexTaskPage,
} from './codex-task';
import { LoginLock } from './login-lock';
import { loginSecrets } from './login-secrets';
import type { Precedence } from './turn-queue';

/** `environment` comes from `codexEnvironment`; times in milliseconds. */
export interface CodexCloudCliOptions {
  readonly program: CliProgram;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
  readonly lockWaitMs?: number;
  readonly now?: () => number;
}

/** `startBy` (ms since 1970): the CLI is started before it or not at all. `log` receives the lines of `codex_logs`. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly startBy?: number;
  readonly log?: LogSink;
}

export interface ListTasks {
  readonly environment: string;
  /** 1 to 20. */
  readonly limit?: number;
  readonly cursor?: string | null;
}

/** `environment` is an id or a label. `attempts` (1 to 4) asks for the best of so many. */
export interface CreateTask {
  readonly environment: string;
  readonly branch: string;
  readonly prompt: string;
  readonly attempts?: number;
}

interface Invocation {
  readonly call: CodexCall;
  readonly args: readonly string[];
  readonly stdin?: string;
}

const precedences: Readonly<Record<CodexCall, Precedence>> = {
  diff: 'existing task', status: 'existing task', list: 'listing', login: 'listing', version: 'listing', exec: 'new task',
};

const attemptNumber = z.number().int().min(1).max(4);
// Given as `--option=value`, so a leading dash is no danger; a control character is never meant.
const argument = z.string().trim().min(1).max(1024).regex(/^[^\p{Cc}]*$/u);
const listRequest = z.object({ environment: argument, limit: z.number().int().min(1).max(20).default(20), cursor: argument.nullish() });
const createRequest = z.object({
  environment: argument,
  branch: argument,
  prompt: z.string().regex(/\S/, 'must not be empty').refine((text) => !text.includes('\0'), 'must not contain NUL characters'),
  attempts: attemptNumber.default(1),
});

/**
 * Every method throws `CodexFailure`, or `signal.reason` when aborted. After an abort of `createTask` a task may exist.
 * Calls that share a CODEX_HOME run one after another, across processes;
 * within this one, what serves tasks that exist goes before listings, and those before new tasks.
 */
export class CodexCloudCli {
  private readonly lock: Pick<LoginLock, 'hold'>;
  private readonly home: string;
  private readonly now: () => number;

  /** `turn` stands for a turn that is held already. */
  constructor(private readonly options: CodexCloudCliOptions, turn?: Pick<LoginLock, 'hold'>) {
    this.home = codexHome(options.environment);
    this.lock = turn ?? new LoginLock({ codexHome: this.home, waitMs: options.lockWaitMs });
    this.now = options.now ?? Date.now;
  }

  /**
   * Runs several calls in one turn at the login, so that nobody's call comes between them and none of them waits.
   * `work` is given a door that must not be used after it has ended. The turn is one for a new task unless `precedence` says otherwise.
   */
  inOneTurn<T>(work: (calls: CodexCloudCli) => Promise<T>, options: CallOptions & { precedence?: Precedence } = {}): Promise<T> {
    return this.lock.hold((lost) => work(new CodexCloudCli(this.options, {
      hold: async (call, { startBy = Infinity } = {}) => {
        if (this.now() > startBy) throw new CodexFailure('codex.login_busy');
        return call(lost);
      },
    })), options);
  }

  async listTasks(request: ListTasks, options: CallOptions = {}): Promise<CodexTaskPage> {
    requireEnvironment(request.environment);
    const { environment, limit, cursor } = checked(listRequest, request);
    const args = ['cloud', 'list', '--json', `--env=${environment}`, `--limit=${limit}`, ...(cursor ? [`--cursor=${cursor}`] : [])];
    const result = await this.callForSuccess({ call: 'list', args }, options);
    return understood('list', result, () => parseTaskPage(result.stdout));
  }

  /** The prompt goes in by stdin. A failure with `effect` `unclear` may have made a task all the same; only the task list can tell. */
  async createTask(request: CreateTask, options: CallOptions = {}): Promise<{ taskId: string; url: string }> {
    requireEnvironment(request.environment);
    const { environment, branch, prompt, attempts } = checked(createRequest, request);
    const args = ['cloud', 'exec', `--env=${environment}`, `--branch=${branch}`, `--attempts=${attempts}`, '-'];
    const result = await this.callForSuccess({ call: 'exec', args, stdin: prompt }, options);
    return understood('exec', result, () => parseCreatedTask(result.stdout), 'unclear');
  }

  async taskStatus(taskId: string, options: CallOptions = {}): Promise<CodexTaskDetail> {
    const result = await this.locked({ call: 'status', args: ['cloud', 'status', checked(codexTaskId, taskId)] }, options);
    // Every status but READY ends with exit code 1 and is printed all the same.
    if (!ranToItsEnd(result) || result.stdout.trim() === '') throw await this.failure('status', result);
    return understood('status', result, () => parseTaskDetail(result.stdout));
  }

  /**
   * The unified diff. A task that is pending, failed or answered with text only is `codex.no_diff`: the CLI says the same of all three.
   * `attempt` (1 to 4) counts the attempts that have a diff, so one without leaves no gap; past the last one it is `codex.attempt_unknown`.
   */
  async taskDiff(taskId: string, options: CallOptions & { attempt?: number } = {}): Promise<string> {
    const attempt = options.attempt === undefined ? [] : [`--attempt=${checked(attemptNumber, options.attempt)}`];
    const result = await this.callForSuccess({ call: 'diff', args: ['cloud', 'diff', ...attempt, checked(codexTaskId, taskId)] }, options);
    if (result.stdout.trim() === '') throw new CodexFailure('codex.no_diff', { details: { call: 'diff', taskId } });
    return understood('diff', result, () => parseDiff(result.stdout));
  }

  /** Needs no login and takes no turn. */
  async version(options: CallOptions = {}): Promise<string> {
    const result = await this.run({ call: 'version', args: ['--version'] }, options, options.signal);
    if (result.exitCode !== 0) throw await this.failure('version', result);
    return understood('version', result, () => parseVersion(result.stdout));
  }

  async loginStatus(options: CallOptions = {}): Promise<CodexLogin> {
    const result = await this.locked({ call: 'login', args: ['login', 'status'] }, options);
    const answered = result.exitCode === 0 || /^(Not logged in|Error checking login status)/m.test(result.stderr);
    if (!ranToItsEnd(result) || !answered) throw await this.failure('login', result);
    return parseLogin(result.exitCode, result.stderr);
  }

  private async callForSuccess(invocation: Invocation, options: CallOptions): Promise<CliResult> {
    const result = await this.locked(invocation, options);
    if (!ranToItsEnd(result) || result.exitCode !== 0) throw await this.failure(invocation.call, result);
    return result;
  }

  private locked(invocation: Invocation, options: CallOptions): Promise<CliResult> {
    return this.lock.hold(
      (lost) => this.run(invocation, options, AbortSignal.any(options.signal ? [lost, options.signal] : [lost])),
      { ...options, precedence: precedences[invocation.call] },
    );
  }

  private async run({ call, args, stdin }: Invocation, { log: sink }: CallOptions, signal: AbortSignal | undefined): Promise<CliResult> {
    const log = sink && new CallLog({ call, args, sink, redact: await this.redact(), now: this.now });
    const startedAt = performance.now();
    let exit: number | null = null;
    try {
      const { program, environment, timeLimitMs } = this.options;
      const result = await runCli({
        program, args, environment, stdin, timeLimitMs, signal,
        onOutput: (stream, chunk) => log?.output(stream, chunk),
      });
      exit = result.exitCode;
      return result;
    } catch (error) {
      if (!(error instanceof CliNotStarted)) throw error;
      throw new CodexFailure('codex.cli_missing', { details: { call, file: error.file, reason: error.reason }, cause: error });
    } finally {
      log?.end(exit, Math.round(performance.now() - startedAt));
    }
  }

  private async failure(call: CodexCall, result: CliResult): Promise<CodexFailure> {
    return failureOf(call, result, await this.redact());
  }

  /** Read anew for each call: the CLI refreshes its tokens by itself. */
  private async redact(): Promise<(text: string) => string> {
    const redactor = new Redactor(await loginSecrets(this.home, this.options.environment));
    return (text) => redactor.text(text);
  }
}

/** What a program printed before it was ended may be half of an answer. */
function ranToItsEnd({ exitCode, timedOut, truncated }: CliResult): boolean {
  return exitCode !== null && !timedOut && truncated !== 'stdout';
}

function requireEnvironment(environment: string): void {
  if (environment.trim() === '') throw new CodexFailure('credential.codex_environment_missing');
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CodexFailure('codex.invalid_request', { details: { issues: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'task id'}: ${message}`) } });
}

function understood<T>(call: CodexCall, { exitCode }: CliResult, parse: () => T, effect: CallEffect = 'none'): T {
  try {
    return parse();
  } catch (cause) {
    throw new CodexFailure('codex.cli_output', { effect, details: { call, exitCode }, cause });
  }
}
