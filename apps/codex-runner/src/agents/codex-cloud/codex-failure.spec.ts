import { failureSchema } from '#contracts';
import type { CliResult } from './cli-process';
import { CodexFailure, failureOf, type CodexCall } from './codex-failure';

const ended = (stderr: string, more: Partial<CliResult> = {}): CliResult => ({ exitCode: 1, signal: null, stdout: '', stderr, durationMs: 1, timedOut: false, truncated: null, ...more });
const fail = (call: CodexCall, stderr: string, more: Partial<CliResult> = {}) => failureOf(call, ended(stderr, more), (text) => text.replaceAll('hush', '[redacted]'));

const WARNING = 'WARNING: proceeding, even though we could not create PATH aliases: Refusing to create helper binaries under temporary dir "/tmp" (codex_home: AbsolutePathBuf("/tmp/home"))\n';
const TASKS = 'https://chatgpt.com/backend-api/wham/tasks';
const http = (what: string, url: string, status: string, body = '{}') => `${WARNING}Error: http error: ${what} failed: ${url} failed: ${status}; content-type=application/json; body=${body}\n`;

// Texts as Codex CLI 0.169.0 prints them.
describe.each<[string, CodexCall, string, string, boolean]>([
  ['no sign-in', 'list', `${WARNING}Not signed in. Please run 'codex login' to sign in with ChatGPT, then re-run 'codex cloud'.\n`, 'credential.codex_missing', false],
  ['an expired sign-in', 'list', http('list_tasks', `GET ${TASKS}/list?limit=20`, '401 Unauthorized'), 'credential.codex_rejected', false],
  ['an expired sign-in at the environments', 'exec', 'Error: GET https://chatgpt.com/backend-api/wham/environments failed: 401 Unauthorized; content-type=application/json; body={}\n', 'credential.codex_rejected', false],
  ['a forbidden environment', 'exec', http('create_task', `POST ${TASKS}`, '403 Forbidden'), 'credential.codex_forbidden', false],
  ['too many calls', 'exec', http('create_task', `POST ${TASKS}`, '429 Too Many Requests'), 'codex.rate_limited', true],
  ['a server error', 'list', http('list_tasks', `GET ${TASKS}/list`, '503 Service Unavailable', '<html>\n429 Too Many Requests\nNot signed in. Error: x failed: 401'), 'codex.unavailable', true],
  ['a gateway error', 'diff', http('get_task_details', `GET ${TASKS}/task_e_1`, '502 Bad Gateway'), 'codex.unavailable', true],
  ['no network', 'list', `Error: http error: list_tasks failed: error sending request for url (${TASKS}/list?limit=20)\n`, 'codex.unavailable', true],
  ['an unreadable answer', 'list', `Error: http error: list_tasks failed: Decode error for ${TASKS}/list: expected ident at line 1 column 2; content-type=application/json; body=GET x failed: 401 Unauthorized`, 'codex.unavailable', true],
  ['an unknown environment', 'exec', 'Error: environment \'foo\' not found; run `codex cloud` to list available environments\n', 'credential.codex_environment_unknown', false],
  ['no environment at all', 'exec', 'Error: no cloud environments are available for this workspace\n', 'credential.codex_environment_unknown', false],
  ['an ambiguous label', 'exec', 'Error: environment label \'web\' is ambiguous; run `codex cloud` to pick the desired environment id\n', 'credential.codex_environment_unknown', false],
  ['no diff', 'diff', 'Error: No diff available for task task_e_401; it may still be running.\n', 'codex.no_diff', false],
  ['an attempt that is not there', 'diff', `${WARNING}Error: Attempt 3 not available; only 2 attempt(s) found\n`, 'codex.attempt_unknown', false],
  ['an unknown task', 'status', http('get_task_details', `GET ${TASKS}/task_e_1`, '404 Not Found'), 'codex.task_unknown', false],
  ['a request the service refuses', 'exec', http('create_task', `POST ${TASKS}`, '400 Bad Request', '{"detail":"branch"}'), 'codex.refused', false],
  ['a broken configuration', 'login', 'Error loading configuration: /home/x/.codex/config.toml:1:6: unclosed array\n', 'codex.cli_config', false],
  ['a CLI without its platform package', 'list', 'file:///x/codex.js:90\n  throw new Error(\nError: Missing optional dependency @openai/codex-linux-x64. Reinstall Codex\n    at x', 'codex.cli_missing', false],
  ['anything else', 'list', 'thread main panicked\n', 'codex.cli_failed', false],
  ['no word at all', 'list', '', 'codex.cli_failed', false],
])('%s', (_title, call, stderr, code, retryable) => {
  it(`is ${code}`, () => {
    expect(fail(call, stderr).failure).toMatchObject({ code, retryable });
  });
  it('is a valid failure with something to do', () => {
    const { failure } = fail(call, stderr);
    expect(failureSchema.parse(failure)).toEqual(failure);
    expect(failure.remediation.length).toBeGreaterThan(20);
  });
});

it.each<[string, CodexCall, Partial<CliResult>, string]>([
  ['a time-out', 'list', { timedOut: true, exitCode: null, signal: 'SIGTERM' }, 'codex.cli_timeout'],
  ['a diff over the limit', 'diff', { truncated: 'stdout', exitCode: null, signal: 'SIGTERM' }, 'patch.too_large'],
  ['a list over the limit', 'list', { truncated: 'stdout', exitCode: null, signal: 'SIGTERM' }, 'codex.cli_output'],
  ['a kill from outside', 'list', { exitCode: null, signal: 'SIGKILL' }, 'codex.cli_killed'],
  ['arguments it does not know', 'list', { exitCode: 2 }, 'codex.cli_unsupported'],
])('%s is told by how the program ended, whatever it said', (_title, call, result, code) => {
  expect(fail(call, 'error: invalid value', result).failure.code).toBe(code);
});

it('a rate limit with a body over the limit is still a rate limit', () => {
  expect(fail('list', http('list_tasks', `GET ${TASKS}/list`, '429 Too Many Requests', 'x'), { truncated: 'stderr', exitCode: null, signal: 'SIGTERM' }).failure.code).toBe('codex.rate_limited');
});

it('the message quotes the CLI on one line, redacted, short, and without the service\'s body', () => {
  const { failure } = fail('list', `Error: hush \u001b[2J${'x'.repeat(1_000)}; content-type=text/html; body=<secret>`);
  expect(failure.message).toMatch(/^The Codex CLI failed\. Codex said: Error: \[redacted\] \\x1b\[2Jx+$/);
  expect(failure.message.length).toBeLessThan(600);
  expect(fail('list', 'Error: oh; content-type=text/html; body=<secret>').failure.message).toBe('The Codex CLI failed. Codex said: Error: oh');
  expect(failure.details).toMatchObject({ call: 'list', exitCode: 1 });
});

describe('a failed creation', () => {
  it.each([
    ['an unknown environment', 'Error: environment \'foo\' not found; run `codex cloud`', {}],
    ['environments that cannot be read', 'Error: GET https://chatgpt.com/backend-api/wham/environments failed: 500 Internal Server Error; content-type=x; body=create_task failed', {}],
    ['a refusal', http('create_task', `POST ${TASKS}`, '429 Too Many Requests'), {}],
    ['no sign-in', 'Not signed in. Please run', {}],
  ])('certainly made nothing after %s', (_title, stderr, result) => {
    expect(fail('exec', stderr, result).effect).toBe('none');
  });

  it.each<[string, string, Partial<CliResult>]>([
    ['a server error', http('create_task', `POST ${TASKS}`, '502 Bad Gateway'), {}],
    ['a request time-out', http('create_task', `POST ${TASKS}`, '408 Request Timeout'), {}],
    ['a lost connection', `Error: http error: create_task failed: error sending request for url (${TASKS})`, {}],
    ['an unreadable answer', `Error: http error: create_task failed: Decode error for ${TASKS}: x; content-type=x; body=x`, {}],
    ['a time-out', 'progress', { timedOut: true, exitCode: null, signal: 'SIGTERM' }],
    ['a kill', 'progress', { exitCode: null, signal: 'SIGKILL' }],
    ['an end without a word', '', {}],
  ])('may have made a task after %s', (_title, stderr, result) => {
    expect(fail('exec', stderr, result).effect).toBe('unclear');
  });

  it('is not unclear for calls that only read', () => {
    expect(fail('list', '', { timedOut: true }).effect).toBe('none');
  });
});

it('a failure raised by name carries its row of the table', () => {
  const failure = new CodexFailure('codex.login_busy', { details: { waitedMs: 5 } });
  expect(failure.failure).toMatchObject({ code: 'codex.login_busy', retryable: true, details: { waitedMs: 5 } });
  expect(failure.effect).toBe('none');
});
