// The log of the coding agent's program: where it is, its lines, and how they read.
import type { RunView } from '#contracts';
import { LogLines } from './log-lines';
import { logPlacesOf } from './log-places';
import { logText } from './log-text';

const runId = '036b0797-0000-7000-8000-000000000001';
const task = (taskName: string, attempt: number, status: string, startedAt: string | null = '2026-01-01T00:00:00.000Z') => ({ taskName, attempt, status, startedAt });
const runWith = (tasks: object[], artifacts: object[] = []) => ({ id: runId, tasks, artifacts }) as unknown as RunView;

describe('the lines of a log', () => {
  it('are whole, wherever the bytes were cut', () => {
    const bytes = Buffer.from('{"text":"grün"}\nzwei\nrest');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const lines = new LogLines();
      expect([...lines.add(bytes.subarray(0, cut)), ...lines.add(bytes.subarray(cut)), ...lines.end()]).toEqual(['{"text":"grün"}', 'zwei', 'rest']);
    }
  });

  it('tell who said what and how it ended', () => {
    const at = '2026-01-01T00:00:00.000Z';
    expect(logText(JSON.stringify({ at, call: 'exec', args: [], stream: 'stdout', text: 'https://x' }))).toMatch(/^\d\d:\d\d:\d\d exec {3}\| https:\/\/x$/);
    expect(logText(JSON.stringify({ at, call: 'exec', args: [], stream: 'stderr', text: 'oh\u001b[2J' }))).toMatch(/ exec {3}! oh\\x1b\[2J$/);
    expect(logText(JSON.stringify({ at, call: 'list', exit: 1, ms: 42 }))).toMatch(/ list {3}= exit code 1 after 42 ms$/);
    expect(logText(JSON.stringify({ kind: 'runs', text: 'npm test\u001b[2J' }))).toBe('runs   | npm test\\x1b[2J');
    expect(logText(JSON.stringify({ at, taskStatus: 'ready' }))).toMatch(/ the task is ready$/);
  });

  it.each(['', 'no json', '{"a":1}', '[1]', '{"at":"yesterday","call":"x","text":"y"}'])('of a form that is not known are shown as they are: %s', (line) => {
    expect(logText(line)).toBe(line);
  });
});

describe('the logs of a run', () => {
  const running = logPlacesOf(runWith([task('submit', 1, 'running')]), { kind: 'codex_logs' });

  it('are known while they are being written, by the id that they will keep', () => {
    expect(running).toEqual([{ artifactId: expect.stringMatching(/^[0-9a-f-]{36}$/), stage: 'submit', attempt: 1 }]);
    const kept = [{ id: running[0]?.artifactId, artifactType: 'codex_logs', stage: 'submit', attempt: 1 }];
    expect(logPlacesOf(runWith([task('submit', 1, 'succeeded')], kept), {})).toEqual(running);
  });

  it('are those that were kept, in the order of their stages', () => {
    expect(logPlacesOf(runWith([task('discover', 1, 'succeeded'), task('apply', 1, 'queued', null)]), {})).toEqual([]);
    expect(logPlacesOf(runWith([task('submit', 1, 'running'), task('apply', 2, 'running')]), {}).map(({ stage }) => stage)).toEqual(['submit', 'submit', 'apply', 'apply']);
    expect(logPlacesOf(runWith([task('submit', 1, 'running'), task('apply', 2, 'running')]), { stage: 'apply', attempt: 2, kind: 'stdout_log' })).toHaveLength(1);
    expect(logPlacesOf(runWith([task('apply', 1, 'running')]), { attempt: 2 })).toEqual([]);
  });
});
