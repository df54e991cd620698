import type { Task } from '#contracts';
import { ticksOf, timelineOf } from './timeline-scale';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const task = (taskName: string, queued: number, started: number | null, finished: number | null, change: Partial<Task> = {}): Task => ({
  id: taskName, taskName, status: finished === null ? 'running' : 'succeeded', attempt: 1, payload: {}, artifactIds: [],
  queuedAt: at(queued), startedAt: started === null ? null : at(started), finishedAt: finished === null ? null : at(finished), ...change,
});
const run = (tasks: Task[], finished: number | null = null) => ({ chain: ['discover', 'submit'], tasks, createdAt: at(0), finishedAt: finished === null ? null : at(finished) });
const kinds = (timeline: ReturnType<typeof timelineOf>, stage: string) => timeline.rows.find((row) => row.stage === stage)?.segments.map(({ kind, from, to }) => [kind, from, to]);

test('waiting and working are told apart, to scale', () => {
  const timeline = timelineOf(run([task('discover', 0, 2, 4), task('submit', 4, 5, 10)], 10), 0);
  expect(kinds(timeline, 'discover')).toEqual([['waiting', 0, 0.2], ['working', 0.2, 0.4]]);
  expect(kinds(timeline, 'submit')).toEqual([['waiting', 0.4, 0.5], ['working', 0.5, 1]]);
});

test('what is not over goes to now', () => {
  const timeline = timelineOf(run([task('discover', 0, 2, null)]), Date.UTC(2026, 0, 1, 0, 0, 8));
  expect(kinds(timeline, 'discover')).toEqual([['waiting', 0, 0.25], ['working', 0.25, 1]]);
});

test('a stage that nobody has taken yet waits', () => {
  expect(kinds(timelineOf(run([task('discover', 0, null, null, { status: 'queued' })]), Date.UTC(2026, 0, 1, 0, 0, 8)), 'discover')).toEqual([['waiting', 0, 1]]);
});

test('the wait for the agent is no work: it comes first, and while it lasts it is all there is', () => {
  const queuedAfter = (payload: Task['payload'], finished: number | null) => kinds(timelineOf(run([task('discover', 0, 2, finished, { payload })], finished), Date.UTC(2026, 0, 1, 0, 0, 10)), 'discover');
  expect(queuedAfter({ waitedMs: 7000 }, 10)).toEqual([['waiting', 0, 0.2], ['agent', 0.2, 0.9], ['working', 0.9, 1]]);
  expect(queuedAfter({ waiting: true }, null)).toEqual([['waiting', 0, 0.2], ['agent', 0.2, 1]]);
  expect(queuedAfter({ waitedMs: 60_000 }, 10)).toEqual([['waiting', 0, 0.2], ['agent', 0.2, 1]]);
});

test('between a failure and the retry a person was waited for', () => {
  const tasks = [task('discover', 0, 0, 2, { status: 'failed' }), task('discover', 8, 8, 10, { attempt: 2 })];
  expect(kinds(timelineOf(run(tasks, 10), 0), 'discover')).toEqual([['working', 0, 0.2], ['working', 0.8, 1], ['person', 0.2, 0.8]]);
});

test('one attempt alone fills the width', () => {
  const tasks = [task('discover', 0, 0, 2, { status: 'failed' }), task('discover', 8, 8, 10, { attempt: 2 })];
  expect(kinds(timelineOf(run(tasks, 10), 0, 2), 'discover')).toEqual([['working', 0, 1]]);
});

test('stages that were never reached have a row and no time', () => {
  const skipped = task('submit', 4, null, 4, { status: 'skipped' });
  expect(kinds(timelineOf(run([task('discover', 0, 0, 4), skipped], 4), 0), 'submit')).toEqual([]);
});

test('ticks are round and few, for a second as for a month', () => {
  for (const span of [12, 59, 900, 4_700, 61_000, 3_700_000, 30 * 86_400_000]) {
    const ticks = ticksOf(span);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(8);
  }
  expect(ticksOf(4_700).map(({ milliseconds }) => milliseconds)).toEqual([0, 1000, 2000, 3000, 4000]);
});
