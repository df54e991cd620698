import type { BoardFeature, BoardState, HeldBrake } from '#contracts';
import { byRepository, unreachableTogether } from './board-view';

const feature = (repository: string, featureKey: string, state: BoardState): BoardFeature => ({
  repository, featureKey, brakes: [], phases: [{ slug: 's', ordinal: 1, title: 't', state, runId: null, prUrl: null, prNumber: null, updatedAt: null, done: 0, total: 1 }],
});

test('repositories stand by name, and in each what waits for a person first', () => {
  const items = [feature('b/b', '001', 'open'), feature('a/a', '001', 'open'), feature('a/a', '002', 'waiting'), feature('a/a', '003', 'done')];
  expect(byRepository(items).map(({ repository, features }) => [repository, features.map(({ featureKey }) => featureKey)])).toEqual([['a/a', ['002', '001', '003']], ['b/b', ['001']]]);
});

test('what holds a whole repository is told once, not with each of its features', () => {
  const brake = (code: HeldBrake['code'], featureKey: string | null): HeldBrake => ({
    code, repository: 'a/a', featureKey, message: 'm', remediation: 'r', count: 1, limit: 1, since: '2026-01-01T00:00:00.000Z', until: null,
  });
  const many = brake('brake.unreviewed_pull_requests', null);
  const failing = brake('brake.repeated_failures', '002');
  const [shown] = byRepository([{ ...feature('a/a', '001', 'done'), brakes: [many] }, { ...feature('a/a', '002', 'failed'), brakes: [failing, many] }]);
  expect([shown?.brakes, shown?.features.map(({ brakes }) => brakes)]).toEqual([[many], [[], [failing]]]);
});

test('what many repositories have in common is told once', () => {
  const why = { code: 'service.no_answer', detail: 'discovery does not answer', remediation: null };
  const other = { code: 'repository.not_found', detail: 'gone', remediation: null };
  expect(unreachableTogether([{ repository: 'a/a', ...why }, { repository: 'c/c', ...other }, { repository: 'b/b', ...why }])).toEqual([{ repositories: ['a/a', 'b/b'], ...why }, { repositories: ['c/c'], ...other }]);
});
