// Repositories, their features and the board, before and after the rows have caught up, with and without discovery.
import { Questions } from '#bus';
import { featuresQuestion, featuresSubject, repositoriesSchema, boardSchema, runsPath, type Board, type BoardFeature, type RepositoryFeatures, type RunView } from '#contracts';
import { migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { openTestGateway, projectAll, tokens, type TestGateway } from '../gateway.fixture';
import { answer, failRun } from '../stage-facts.fixture';

let nats: TestNats;
let postgres: TestServer;
let gateway: TestGateway;
const api = '/api/workflows/speckit';
const headers = { authorization: `Bearer ${tokens.viewer}` };
const get = async <T>(path: string): Promise<T> => (await gateway.server.inject({ url: `${api}/${path}`, headers })).json<T>();
const newRun = async (repository: string, featureKey: string): Promise<RunView> => (
  (await gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers: { authorization: `Bearer ${tokens.operator}` }, payload: { repository, featureKey } })).json<RunView>());
const heard = (sequence: number) => until('the fact is heard', async () => gateway.board.tail.last >= sequence || undefined);
const featuresOf = (repository: string): RepositoryFeatures => ({
  repository, baseBranch: 'main', baseSha: 'a'.repeat(40), truncated: false,
  features: [{ featureKey: '003-cart', directory: 'specs/003-cart', tasksFile: 'specs/003-cart/tasks.md', diagnostics: [], current: 'phase-2-cart', phases: [
    { slug: 'phase-1-setup', ordinal: 1, title: 'Phase 1: Setup', done: 2, total: 2, firstTaskId: 'T001' }, { slug: 'phase-2-cart', ordinal: 2, title: 'Phase 2: Cart', done: 0, total: 1, firstTaskId: 'T010' },
  ] }],
});

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  await migrate(postgres.url);
  gateway = await openTestGateway({ natsUrl: nats.url, databaseUrl: postgres.url, settings: { rules: { allowedRepositories: ['acme/*', 'globex/*', 'Initech/Api'], allowedAgents: [], defaultAgent: 'codex-cloud' } } });
  new Questions(gateway.connection).answer(featuresSubject, 'discovery', featuresQuestion, async ({ repository }) => (repository.toLowerCase() === 'acme/web'
    ? featuresOf('Acme/Web') : { failure: { code: 'repository.not_found', message: `${repository} is not there.`, remediation: 'Look.', retryable: false } }));
  await gateway.connection.flush();
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

test('the features of a repository are what discovery says; what it cannot read is refused with its reason', async () => {
  expect(await get('repositories/acme/web/features?baseBranch=main')).toEqual(featuresOf('Acme/Web'));
  expect(await get('repositories/globex/gone/features')).toMatchObject({ status: 422, code: 'repository.not_found', remediation: 'Look.' });
  expect(await get('repositories/evil/web/features')).toMatchObject({ status: 403, code: 'repository.not_allowed' });
  expect(await get('repositories/acme/..%2fx/features')).toMatchObject({ status: 400, errors: [{ field: 'repository' }] });
  expect(await get('repositories/acme/web/features?baseBranch=-x')).toMatchObject({ status: 400, errors: [{ field: 'baseBranch' }] });
});

test('repositories and board say of runs in memory what they say of rows', async () => {
  const cart = await newRun('acme/web', '003-cart');
  await answer(gateway.log, cart.id, { stage: 'discover', state: 'succeeded', next: 'submit', context: { ...(await gateway.log.lastOfRun(cart.id))!.fact.context, discover: discovered } });
  const failedCart = await failRun(gateway.log, cart.id, 'submit');
  const gone = await newRun('globex/gone', '001-x');
  const { sequence } = await failRun(gateway.log, gone.id, 'discover');
  await heard(Math.max(sequence, failedCart.sequence));
  const before = { repositories: await get('repositories'), board: await get<Board>('board') };
  expect(repositoriesSchema.parse(before.repositories)).toEqual({ items: [
    { repository: 'globex/gone', runs: 1, lastRunAt: gone.createdAt }, { repository: 'acme/web', runs: 1, lastRunAt: cart.createdAt }, { repository: 'Initech/Api', runs: 0, lastRunAt: null },
  ] });
  expect(boardSchema.parse(before.board).items).toMatchObject([
    { featureKey: '003-cart', phases: [{ slug: 'phase-1-setup', state: 'done', runId: null }, { slug: 'phase-2-cart', state: 'waiting', runId: cart.id, done: 0, total: 1 }] },
    { repository: 'globex/gone', featureKey: '001-x', phases: [{ slug: '_', state: 'waiting', runId: gone.id, done: null }] },
  ]);
  expect(before.board.unreachable).toMatchObject([{ repository: 'globex/gone', code: 'repository.not_found' }, { repository: 'Initech/Api', code: 'repository.not_found', remediation: 'Look.' }]);
  await projectAll(gateway.log, postgres.url);
  await until('the tail is empty', async () => { await gateway.board.followRows(); return gateway.board.tail.size === 0 || undefined; });
  expect({ repositories: await get('repositories'), board: await get('board') }).toEqual(before);
});

test('the board follows a run that goes on', async () => {
  const stateOf = async (): Promise<BoardFeature['phases'][number] | undefined> => (await get<Board>('board')).items[0]?.phases[1];
  const again = await newRun('Acme/Web', '003-cart');
  await heard(again.lastSequence);
  expect(await stateOf()).toMatchObject({ state: 'running', runId: again.id });
  const { context } = (await gateway.log.lastOfRun(again.id))!.fact;
  const published = { branchName: 'b', commitSha: 'a'.repeat(40), prNumber: 7, prUrl: 'https://github.example/pull/7', created: true };
  const { sequence } = await answer(gateway.log, again.id, { stage: 'finalize', state: 'succeeded', next: 'none', outcome: 'succeeded', context: { ...context, discover: discovered, publish: published } });
  await heard(sequence);
  expect(await stateOf()).toMatchObject({ state: 'pull_request_open', prNumber: 7, prUrl: published.prUrl });
});
