import { codexTaskId, parseCreatedTask, parseDiff, parseLogin, parseTaskDetail, parseTaskPage, parseVersion } from './codex-task';

const entry = (more: Record<string, unknown> = {}) => ({
  id: 'task_e_1', url: 'https://chatgpt.com/codex/tasks/task_e_1', title: '[specline:0199/1] Cart\nphase', status: 'ready',
  updated_at: '2026-11-20T19:00:21.423156725Z', environment_id: null, environment_label: 'acme/web',
  summary: { files_changed: 2, lines_added: 3, lines_removed: 1 }, is_review: false, attempt_total: null, ...more,
});
const page = (...tasks: unknown[]) => JSON.stringify({ tasks, cursor: 'c/2 =&' });

describe('a listing', () => {
  it('gives the tasks and the cursor of the next page', () => {
    expect(parseTaskPage(page(entry()))).toEqual({
      tasks: [{
        id: 'task_e_1', url: 'https://chatgpt.com/codex/tasks/task_e_1', title: '[specline:0199/1] Cart\nphase', status: 'ready',
        updatedAt: '2026-11-20T19:00:21.423156725Z', summary: { filesChanged: 2, linesAdded: 3, linesRemoved: 1 }, attempts: null,
      }],
      cursor: 'c/2 =&',
    });
    expect(parseTaskPage('{"tasks":[],"cursor":null}')).toEqual({ tasks: [], cursor: null });
  });

  it.each([
    ['an id that is a path', page(entry(), entry({ id: '../../x', url: 'https://chatgpt.com/codex/tasks/../../x' }))],
    ['a URL of another task', page(entry({ url: 'https://chatgpt.com/codex/tasks/task_e_2' }))],
    ['a URL of another site', page(entry({ url: 'https://example.org/task_e_1' }))],
    ['a status it does not know', page(entry({ status: 'paused' }))],
    ['a negative count', page(entry({ summary: { files_changed: -1, lines_added: 0, lines_removed: 0 } }))],
    ['no list', '{"cursor":null}'],
    ['no JSON', 'No tasks found.'],
    ['nothing', ''],
  ])('with %s is refused as a whole', (_title, stdout) => {
    expect(() => parseTaskPage(stdout)).toThrow();
  });
});

it.each(['../../x', '-h', '--help', '', 'a/b', 'a.b', 'a b', 'ä', 'task_e_1\n', 'x'.repeat(129)])('%j is no task id', (id) => {
  expect(codexTaskId.safeParse(id).success).toBe(false);
});

describe('a created task', () => {
  it('is its URL and nothing else', () => {
    expect(parseCreatedTask('https://chatgpt.com/codex/tasks/task_e_a1\n')).toEqual({ taskId: 'task_e_a1', url: 'https://chatgpt.com/codex/tasks/task_e_a1' });
  });

  it.each([
    'https://chatgpt.com/codex/tasks/../../x', 'https://chatgpt.com.example.org/codex/tasks/task_e_1', 'http://chatgpt.com/codex/tasks/task_e_1',
    'https://chatgpt.com/codex/tasks/task_e_1?x=1', 'https://chatgpt.com/codex/tasks/task_e_1\nhttps://chatgpt.com/codex/tasks/task_e_2', 'created', '',
  ])('is not %j', (stdout) => {
    expect(() => parseCreatedTask(stdout)).toThrow();
  });
});

describe('a status', () => {
  it('is the first line\'s mark, title and the last line\'s counts', () => {
    expect(parseTaskDetail('[READY] Cart\nacme/web  •  0s ago\n+12/-3 • 2 files\n')).toEqual({ status: 'ready', title: 'Cart', summary: { filesChanged: 2, linesAdded: 12, linesRemoved: 3 } });
    expect(parseTaskDetail('[ERROR] \n0s ago\nno diff\n')).toEqual({ status: 'error', title: '', summary: { filesChanged: 0, linesAdded: 0, linesRemoved: 0 } });
    expect(parseTaskDetail('[PENDING] x\n+1/-1 • 1 file\n0s ago\nno diff\n').summary.filesChanged).toBe(0);
  });

  it('cannot be imitated by a title with line feeds', () => {
    expect(parseTaskDetail('[PENDING] x\n[READY] y\n+9/-9 • 9 files\nacme/web  •  0s ago\nno diff\n')).toEqual({ status: 'pending', title: 'x', summary: { filesChanged: 0, linesAdded: 0, linesRemoved: 0 } });
  });

  it.each(['', 'READY x\nno diff', 'x\n[READY] x\nno diff', '[DONE] x\nno diff\n', '[READY] x\n0s ago\n'])('is not %j', (stdout) => {
    expect(() => parseTaskDetail(stdout)).toThrow();
  });
});

it('a diff comes back byte for byte', () => {
  const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b  \n\\ No newline at end of file';
  expect(parseDiff(diff)).toBe(diff);
  expect(() => parseDiff('I have done it.\n')).toThrow('not a unified diff');
});

it('the version is the CLI\'s own', () => {
  expect(parseVersion('codex-cli 0.169.0\n')).toBe('0.169.0');
  expect(parseVersion('codex-cli 0.160.0-alpha.2\n')).toBe('0.160.0-alpha.2');
  for (const other of ['', 'codex-cli', 'v20.0.0', 'codex-cli 0.169.0\nmore', 'codex-cli $(id)']) expect(() => parseVersion(other)).toThrow();
});

it.each([
  [0, 'WARNING: x\nLogged in using ChatGPT\n', { method: 'chatgpt', canUseCloud: true }],
  [0, 'Logged in using personal access token\n', { method: 'access_token', canUseCloud: true }],
  [0, 'API key configured - sk-***abcde\n', { method: 'api_key', canUseCloud: false }],
  [0, 'Logged in using an API key - sk-***\n', { method: 'api_key', canUseCloud: false }],
  [0, 'Logged in using something new\n', { method: 'other', canUseCloud: false }],
  [1, 'Not logged in\n', { method: 'none', canUseCloud: false }],
  [1, 'Error checking login status: Logged in using ChatGPT\n', { method: 'none', canUseCloud: false }],
])('login status %i %j is %j', (exitCode, stderr, login) => {
  expect(parseLogin(exitCode, stderr)).toEqual(login);
});
