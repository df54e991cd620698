import { logEntry } from './log-entry';

const at = '2026-01-01T00:00:00.000Z';
const line = (entry: object): string => JSON.stringify({ at, ...entry });

test.each([
  [{ taskStatus: 'ready' }, { from: 'task', text: 'the task is ready', tone: 'busy' }],
  [{ call: 'diff', exit: 0, ms: 1234 }, { from: 'diff', text: 'ended with exit code 0 after 1.2 s', tone: 'good' }],
  [{ call: 'diff', exit: null, ms: 10 }, { from: 'diff', text: 'ended by a signal or never started after 0.0 s', tone: 'bad' }],
  [{ call: 'exec', stream: 'stdout', text: 'hello' }, { from: 'exec', text: 'hello', tone: 'plain' }],
  [{ call: 'exec', stream: 'stderr', text: 'warning' }, { from: 'exec', text: 'warning', tone: 'faint' }],
  [{ kind: 'writes', text: 'specs/004/spec.md' }, { from: 'writes', text: 'specs/004/spec.md', tone: 'good' }],
  [{ kind: 'fails', text: 'no answer' }, { from: 'fails', text: 'no answer', tone: 'bad' }],
])('%j is readable', (entry, read) => expect(logEntry(line(entry))).toEqual({ at, ...read }));

test('events of Codex inside a call are told in words', () => {
  const event = (item: object): string => line({ call: 'exec', stream: 'stdout', text: JSON.stringify({ type: 'item.completed', item }) });
  expect(logEntry(event({ type: 'command_execution', command: 'npm test', aggregated_output: 'no\n', exit_code: 1 }))).toMatchObject({ text: 'command execution: npm test (exit code 1)\nno', tone: 'bad' });
  expect(logEntry(event({ type: 'agent_message', text: 'done' }))).toMatchObject({ text: 'agent message: done', tone: 'plain' });
  expect(logEntry(event({ type: 'file_change', changes: [{ path: 'a.ts' }, { path: 'b.ts' }] })).text).toBe('file change: a.ts, b.ts');
});

test('what is no line of ours is shown as it is', () => {
  for (const text of ['plain words', '{"broken', '[1]', '']) expect(logEntry(text)).toMatchObject({ text });
});
