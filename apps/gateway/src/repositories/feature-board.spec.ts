import type { HeldBrake } from '#contracts';
import type { Grant } from '#domain';
import type { LatestRun } from '#read-model';
import type { FoundBrake } from '../brakes/brakes';
import { ApiProblem } from '../problems/api-problem';
import { FeatureBoard } from './feature-board';

const at = '2026-01-01T00:00:00.000Z';
const run = (repository: string, change: Partial<LatestRun> = {}): LatestRun => ({
  id: repository, lane: repository, repository, featureKey: '001-x', status: 'failed', specPhase: null, dryRun: false, prUrl: null, prNumber: null, createdAt: at, updatedAt: at, waiting: true, ...change,
});
const held = (repository: string, shownAs: string | null, featureKey: string | null = shownAs): FoundBrake => ({
  shownAs, brake: { code: 'brake.allowance_used', repository, featureKey, message: 'm', remediation: 'r', count: 1, limit: 1, since: at, until: null } satisfies HeldBrake,
});

/** Rows that hand out one run at most, as the real ones do 5,000. */
function boardOf(runs: readonly LatestRun[], found: FoundBrake[] = []): FeatureBoard {
  const latestOfPhases = async (_: object, { visible }: { visible?: readonly string[] | undefined } = {}): Promise<LatestRun[]> => (
    runs.filter(({ repository }) => !visible || visible.some((pattern) => new RegExp(pattern, 'i').test(repository))).slice(0, 1));
  return new FeatureBoard({
    reader: { beside: async (ask) => ({ answer: await ask({ runIds: [], lanes: [] }), current: [] }) }, rows: { features: { latestOfPhases } } as never, repositories: { all: async () => [] },
    features: { find: async () => ({ problem: new ApiProblem({ status: 503, code: 'x.y', detail: 'd', remediation: 'r' }) }) }, brakes: { all: async () => ({ found, unknown: [] }) },
  });
}
const shown = async (board: FeatureBoard, grants: Grant[] = [{ role: 'viewer' }]) => (await board.show(grants)).items.map(({ repository, featureKey, phases, brakes }) => [repository, featureKey, phases.length, brakes.length]);

test('what others have takes no place from what may be seen', async () => {
  const board = boardOf([run('other/one'), run('acme/web')]);
  expect(await shown(board, [{ role: 'viewer', repositories: ['acme/*'] }])).toEqual([['acme/web', '001-x', 1, 0]]);
  expect(await shown(board)).toEqual([['other/one', '001-x', 1, 0]]);
});

test('a specification of which nothing else tells is shown by the brake that holds it, under the name that its runs have now', async () => {
  const done = run('acme/web', { featureKey: '004-wish', status: 'succeeded', prUrl: 'https://x/pull/1', prNumber: 1, waiting: false });
  expect(await shown(boardOf([done]))).toEqual([]);
  expect(await shown(boardOf([done], [held('acme/web', '004-wish', 'wish')]))).toEqual([['acme/web', '004-wish', 0, 1]]);
});

test('a brake of a repository is on each of its features, makes none of its own, and is told to nobody who may not see it', async () => {
  expect(await shown(boardOf([run('acme/web')], [held('acme/web', null)]))).toEqual([['acme/web', '001-x', 1, 1]]);
  expect(await shown(boardOf([], [held('acme/web', null), held('other/one', '001-x')]), [{ role: 'viewer', repositories: ['acme/*'] }])).toEqual([]);
});
