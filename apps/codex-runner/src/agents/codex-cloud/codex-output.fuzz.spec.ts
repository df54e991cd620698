// What reads the output of the Codex program, against made-up output: it is understood whole and safe, or refused; a failure is always one an operator can act on.
import fc from 'fast-check';
import { failureSchema } from '#contracts';
import { fuzzRounds, fuzzTime } from '../../../../../test/fuzz-rounds';
import { failureOf, type CodexCall } from './codex-failure';
import { codexTaskId, parseCreatedTask, parseDiff, parseLogin, parseTaskDetail, parseTaskPage, parseVersion, taskUrl } from './codex-task';

const piece = fc.constantFrom(
  'https://chatgpt.com/codex/tasks/', 'task_e_1', '../', '--help', '[READY] ', '[ERROR] ', '[DONE] ', 'no diff', '+1/-2 \u2022 3 files', '\n', '\r', '\0', '\u001b[2J', '\u202e', '\ud800', 'diff --git ', '--- ', 'codex-cli ', '1.2.3',
  'Error: ', 'Not signed in', 'http error: ', ' failed: ', '401 Unauthorized', '429 Too Many Requests', '999', '; content-type=text/html; body=', 'Logged in using ChatGPT', 'API key', '{"tasks":', '[', ']', '}', '"', '1e999', '-1', '__proto__',
);
const output = fc.array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) }), { maxLength: 14 }).map((pieces) => pieces.join(''));
const status = fc.constantFrom('pending', 'ready', 'applied', 'error');
const entry = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/), title: fc.string({ unit: 'binary' }), status, updated_at: fc.string(), attempt_total: fc.option(fc.nat()),
  summary: fc.record({ files_changed: fc.nat(), lines_added: fc.nat(), lines_removed: fc.nat() }),
}).map((one) => ({ ...one, url: taskUrl(one.id) }));

/** The answer, or nothing when it is refused by an error. */
function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return undefined;
  }
}

it('whatever is printed, what is understood is safe to use as an argument and in an address', () => {
  fc.assert(fc.property(output, fc.option(fc.integer()), (text, exitCode) => {
    for (const { id, url } of attempted(() => parseTaskPage(text))?.tasks ?? []) expect([codexTaskId.safeParse(id).success, url]).toEqual([true, taskUrl(id)]);
    const created = attempted(() => parseCreatedTask(text));
    if (created) expect([codexTaskId.safeParse(created.taskId).success, created.url]).toEqual([true, taskUrl(created.taskId)]);
    const detail = attempted(() => parseTaskDetail(text));
    if (detail) expect(detail.title).not.toContain('\n');
    const diff = attempted(() => parseDiff(text));
    if (diff !== undefined) expect(diff).toBe(text);
    expect(attempted(() => parseVersion(text)) ?? '0').toMatch(/^\d[\w.+-]*$/);
    if (parseLogin(exitCode, text).canUseCloud) expect([exitCode, text]).toEqual([0, expect.stringMatching(/^Logged in using (?:ChatGPT|personal)/m)]);
  }), fuzzRounds(2000));
}, fuzzTime);

it('a page of tasks is read whole, and one strange field refuses all of it', () => {
  const strange = fc.tuple(fc.constantFrom('id', 'url', 'title', 'status', 'updated_at', 'summary'), fc.oneof(fc.constant(undefined), fc.constant(null), fc.constant(-1), fc.constant('../../x'), fc.constant({}), fc.constant([])))
    .filter(([field, value]) => !(typeof value === 'string' && (field === 'title' || field === 'updated_at')));
  fc.assert(fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), fc.nat(), strange, (tasks, draw, [field, value]) => {
    expect(parseTaskPage(JSON.stringify({ tasks })).tasks.map(({ id, title }) => [id, title])).toEqual(tasks.map(({ id, title }) => [id, JSON.parse(JSON.stringify(title)) as string]));
    const broken = tasks.map((task, index) => (index === draw % tasks.length ? { ...task, [field]: value } : task));
    expect(() => parseTaskPage(JSON.stringify({ tasks: broken }))).toThrow();
  }), fuzzRounds(500));
}, fuzzTime);

it('a call that failed is a valid failure in one line, whatever it printed', () => {
  const call = fc.constantFrom<CodexCall[]>('exec', 'list', 'status', 'diff', 'login', 'version');
  const ended = fc.record({
    exitCode: fc.option(fc.integer({ min: 0, max: 255 })), signal: fc.constantFrom(null, 'SIGKILL' as const), stdout: output, stderr: output.map((text) => `${text}hush${text}`),
    durationMs: fc.nat(), timedOut: fc.boolean(), truncated: fc.constantFrom(null, 'stdout' as const, 'stderr' as const),
  });
  fc.assert(fc.property(call, ended, (which, result) => {
    const { failure } = failureOf(which, result, (text) => text.replaceAll('hush', '[redacted]'));
    expect(failureSchema.parse(failure)).toEqual(failure);
    expect(failure.message).not.toMatch(/hush|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/);
  }), fuzzRounds(1500));
}, fuzzTime);
