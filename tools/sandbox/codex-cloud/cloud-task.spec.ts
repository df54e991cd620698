import { dueAt, markerOf, outcomeAt, stateAt, titleOf, type CloudTask } from './cloud-task';

const TASK: CloudTask = {
  id: 'task_e_1',
  sequence: 1,
  environmentId: 'env',
  repository: 'acme/web',
  prompt: 'p',
  title: 'p',
  attempts: 1,
  behaviour: { kind: 'ready' },
  createdAt: 1_000,
};
const DONE = { kind: 'message', message: 'ok' } as const;

test('a title is the first line, cut, and keeps a run marker whole', () => {
  const marker = '[specline:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/12]';
  expect(titleOf(`\n${marker} ${'ä'.repeat(200)}\nsecond`)).toBe(`${marker} ${'ä'.repeat(90 - marker.length - 1)}`);
  expect(titleOf('   ')).toBe('');
  expect(markerOf(`${marker} Do`)).toBe('0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/12');
});

test('a task is pending without outcome, before its time and while held', () => {
  expect(stateAt(TASK, 9_000)).toBe('pending');
  expect(stateAt({ ...TASK, outcome: DONE }, 9_000)).toBe('pending');
  expect(stateAt({ ...TASK, outcome: DONE, finishedAt: 2_000 }, 1_999)).toBe('pending');
  expect(outcomeAt({ ...TASK, outcome: DONE, finishedAt: 2_000 }, 1_999)).toBeUndefined();
  expect(stateAt({ ...TASK, outcome: DONE, finishedAt: 2_000 }, 2_000)).toBe('ready');
  expect(stateAt({ ...TASK, outcome: { kind: 'error', message: 'no' }, finishedAt: 2_000 }, 2_000)).toBe('error');
});

test('an outcome is due after the latency, a behaviour’s own one first, a held one when released', () => {
  expect(dueAt(TASK, 500)).toBe(1_500);
  expect(dueAt({ ...TASK, behaviour: { kind: 'ready', latencyMs: 7 } }, 500)).toBe(1_007);
  expect(dueAt({ ...TASK, behaviour: { kind: 'slow', ms: 9 } }, 500)).toBe(1_009);
  expect(dueAt({ ...TASK, behaviour: { kind: 'slow' } }, 500)).toBeUndefined();
  expect(dueAt({ ...TASK, behaviour: { kind: 'slow' }, released: true }, 500)).toBe(1_000);
  expect(dueAt({ ...TASK, behaviour: { kind: 'never' } }, 500)).toBeUndefined();
});
