import type { Feature, Run } from '#contracts';
import { boardPhases, unknownPhase, type PhaseRun } from './board-states';

const phase = (slug: string, done = 0, total = 2): Feature['phases'][number] => ({ slug, ordinal: Number(slug.at(-1)), title: slug, firstTaskId: null, done, total });
const feature = { phases: [phase('phase-1', 2), phase('phase-2', 1), phase('phase-3')], current: 'phase-2' };
let count = 0;
function run(slug: string | null, status: Run['status'], change: Partial<PhaseRun> = {}): PhaseRun {
  count += 1;
  const at = new Date(Date.UTC(2026, 0, 1) + count * 1000).toISOString();
  return { id: `run-${count}`, status, specPhase: slug === null ? null : { slug, ordinal: 9, title: slug, firstTaskId: null, digest: 'd' }, dryRun: false, prUrl: null, prNumber: null, createdAt: at, updatedAt: at, waiting: false, ...change };
}
const states = (runs: PhaseRun[], known: typeof feature | null = feature) => boardPhases(known ?? undefined, runs).map(({ slug, state }) => [slug, state]);

test('without runs a phase is done when all its tasks are, and open otherwise', () => {
  expect(states([])).toEqual([['phase-1', 'done'], ['phase-2', 'open'], ['phase-3', 'open']]);
});

test('a phase without tasks is never done', () => {
  expect(boardPhases({ phases: [phase('phase-1', 0, 0)], current: null }, [])).toMatchObject([{ state: 'open' }]);
});

test.each<[Run['status'], Partial<PhaseRun>, string]>([
  ['pending', {}, 'running'], ['running', {}, 'running'], ['retrying', {}, 'running'], ['failed', { waiting: true }, 'waiting'], ['failed', {}, 'failed'],
  ['succeeded', { prUrl: 'https://x/pull/1', prNumber: 1 }, 'pull_request_open'], ['succeeded', { dryRun: true }, 'open'], ['cancelled', {}, 'open'],
])('a run that is %s (%o) makes its phase %s', (status, change, state) => {
  const one = run('phase-2', status, change);
  expect(boardPhases(feature, [one])[1]).toMatchObject({ state, runId: one.id, prNumber: one.prNumber, updatedAt: one.updatedAt, done: 1, total: 2 });
});

test('the newest run of a phase counts', () => {
  const failed = run('phase-2', 'failed', { waiting: true });
  const newer = run('phase-2', 'running');
  expect(boardPhases(feature, [newer, failed])[1]).toMatchObject({ state: 'running', runId: newer.id });
});

test('once the tasks are done on the base branch the phase is done, unless a run is at it again', () => {
  expect(states([run('phase-1', 'succeeded', { prUrl: 'u' })])[0]).toEqual(['phase-1', 'done']);
  expect(states([run('phase-1', 'failed', { waiting: true })])[0]).toEqual(['phase-1', 'done']);
  expect(states([run('phase-1', 'running')])[0]).toEqual(['phase-1', 'running']);
});

test('a run that was not told its phase yet speaks of the next one', () => {
  expect(states([run(null, 'pending')])[1]).toEqual(['phase-2', 'running']);
  expect(states([run(null, 'failed', { waiting: true })])[1]).toEqual(['phase-2', 'waiting']);
  expect(states([run('phase-2', 'failed', { waiting: true }), run(null, 'cancelled')])[1]).toEqual(['phase-2', 'waiting']);
});

test('of a repository that cannot be read the runs tell what they know', () => {
  expect(states([run('phase-2', 'running'), run(null, 'failed', { waiting: true })], null)).toEqual([[unknownPhase, 'waiting'], ['phase-2', 'running']]);
  expect(states([run(null, 'failed'), run(null, 'no_work')], null)).toEqual([]);
});

test('a phase that is no longer in the file is shown after those that are', () => {
  expect(states([run('phase-0', 'succeeded', { prUrl: 'u' })]).at(-1)).toEqual(['phase-0', 'pull_request_open']);
});
