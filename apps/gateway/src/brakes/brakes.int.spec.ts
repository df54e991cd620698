// Brakes over the API: what holds, before and after the rows have caught up, and what lets it go; for every replica, over restarts.
import { Questions } from '#bus';
import { brakesPath, brakesSchema, drainPath, pullRequestsQuestion, pullRequestsSubject, runsPath, type Board, type Brakes, type BrakeLimits, type Problem, type RunView } from '#contracts';
import { migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { apiToken, openTestGateway, projectAll, tokens, type TestGateway } from '../gateway.fixture';
import { answer, failRun } from '../stage-facts.fixture';

const admin = 'admin-token-of-eve';
const limits: BrakeLimits = { noProgress: 3, allowance: 5, failures: 2, unreviewed: 2 };
const settings = { brakes: limits, tokens: [apiToken('operator', 'ada', tokens.operator), apiToken('viewer', 'vic', tokens.viewer), apiToken('admin', 'eve', admin)] };
let nats: TestNats;
let postgres: TestServer;
let gateway: TestGateway;
let open: { number: number; createdAt: string }[] = [];

interface Asking { token?: string; of?: TestGateway }
async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object, { token = tokens.operator, of = gateway }: Asking = {}) {
  const reply = await of.server.inject({ method, url: `/${path}`, headers: { authorization: `Bearer ${token}` }, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, headers: reply.headers, body: reply.json<T>() };
}
type Answer = Pick<RunView, 'id'> & Problem;
const start = (featureKey: string, repository = 'acme/web', asking?: Asking) => call<Answer>('POST', runsPath, { repository, featureKey }, asking);
const release = (wish: object, asking?: Asking) => call<Problem & { released: unknown[] }>('POST', `${brakesPath}/release`, { repository: 'acme/web', reason: 'mended', ...wish }, asking);
const shown = async (featureKey: string, of = gateway) => (await call<Brakes>('GET', brakesPath, undefined, { of })).body.items.filter((one) => one.featureKey === featureKey);

async function begun(featureKey: string, repository?: string): Promise<string> {
  const { status, body } = await start(featureKey, repository);
  expect([status, body.code]).toEqual([202, undefined]);
  return body.id;
}
async function fail(featureKey: string): Promise<void> {
  await failRun(gateway.log, await begun(featureKey), 'discover', 'repository.not_found');
}
async function publish(featureKey: string, prNumber: number, { digest = discovered.tasksFileDigest, repository = 'acme/web' } = {}): Promise<void> {
  const id = await begun(featureKey, repository);
  const { context } = (await gateway.log.lastOfRun(id))!.fact;
  await answer(gateway.log, id, { stage: 'discover', state: 'succeeded', next: 'publish', context: { ...context, discover: { ...discovered, featureKey, tasksFileDigest: digest } } });
  const published = { branchName: 'specline/x', commitSha: String(prNumber).repeat(40).slice(0, 40), prNumber, prUrl: `https://github.test/${repository}/pull/${prNumber}`, created: true };
  const { sequence } = await answer(gateway.log, id, { stage: 'publish', state: 'succeeded', next: 'none', context: { ...(await gateway.log.lastOfRun(id))!.fact.context, publish: published } });
  await until('the fact is heard', async () => gateway.board.tail.last >= sequence || undefined);
}
const project = () => projectAll(gateway.log, postgres.url);

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  await migrate(postgres.url);
  gateway = await openTestGateway({ natsUrl: nats.url, databaseUrl: postgres.url, settings });
  new Questions(gateway.connection).answer(pullRequestsSubject, 'publisher', pullRequestsQuestion, async ({ repository }) => ({ open: repository.toLowerCase() === 'globex/api' ? open : [] }));
  await gateway.connection.flush();
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

test('a feature whose runs fail is refused with the cause, until it is released with a reason; then it may fail as often again', async () => {
  await fail('001-fails');
  await project();
  await fail('001-fails');
  expect(await start('001-fails')).toMatchObject({ status: 409, body: { code: 'brake.repeated_failures', detail: expect.stringContaining('repository.not_found'), remediation: expect.stringContaining('specline brakes release') } });
  expect((await start('002-other')).status).toBe(202);
  expect(await shown('001-fails')).toMatchObject([{ code: 'brake.repeated_failures', count: 2, limit: 2, until: null }]);
  expect(await release({ featureKey: '001-fails', reason: '' })).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
  expect(await release({ featureKey: '001-fails' }, { token: tokens.viewer })).toMatchObject({ status: 403 });
  expect(await release({ featureKey: '001-fails', code: 'brake.no_progress' })).toMatchObject({ status: 409, body: { code: 'brake.not_held' } });
  expect(await release({ featureKey: '001-fails', repository: 'ACME/Web' })).toMatchObject({ status: 200, body: { released: [{ code: 'brake.repeated_failures', featureKey: '001-fails', by: 'ada', reason: 'mended' }] } });
  expect(await shown('001-fails')).toEqual([]);
  expect((await call<Brakes>('GET', brakesPath)).body.releases[0]).toMatchObject({ featureKey: '001-fails', by: 'ada', reason: 'mended' });
  await fail('001-fails');
  await project();
  await fail('001-fails');
  expect((await start('001-fails')).body).toMatchObject({ status: 409, code: 'brake.repeated_failures' });
});

test('a feature that finds the same tasks over and over is parked, by the rows and by what is newer, and shown on the board', async () => {
  await publish('003-stuck', 1);
  await publish('003-stuck', 2);
  await project();
  await until('the tail forgets what the rows have', async () => { await gateway.board.followRows(); return gateway.board.tail.size === 0 || undefined; });
  await publish('003-stuck', 3);
  expect((await start('003-stuck')).body).toMatchObject({ status: 409, code: 'brake.no_progress', detail: expect.stringMatching(/3 runs in a row.*pull\/3/) });
  await project();
  await until('the tail forgets what the rows have', async () => { await gateway.board.followRows(); return gateway.board.tail.size === 0 || undefined; });
  expect((await start('003-stuck')).body).toMatchObject({ code: 'brake.no_progress' });
  const feature = await until('the board shows the brake', async () => (await call<Board>('GET', 'api/workflows/speckit/board')).body.items.find(({ featureKey, brakes }) => featureKey === '003-stuck' && brakes.length > 0));
  expect(feature?.brakes).toMatchObject([{ code: 'brake.no_progress', repository: 'acme/web', featureKey: '003-stuck' }]);
});

test('a feature that goes on has its runs, up to the day\'s allowance', async () => {
  for (const number of [1, 2, 3, 4, 5]) await publish('004-busy', number, { digest: `sha256:${String(number).repeat(64)}` });
  expect((await start('004-busy')).body).toMatchObject({ status: 409, code: 'brake.allowance_used', detail: expect.stringContaining('5 runs today') });
});

test('a run that a person starts again is not refused', async () => {
  await fail('005-again');
  const id = await begun('005-again');
  await failRun(gateway.log, id, 'discover');
  expect((await start('005-again')).status).toBe(409);
  expect((await call('POST', `${runsPath}/${id}/retry`, { mode: 'restart_from_discovery' })).status).toBe(202);
});

test('pull requests that wait hold their repository; those that were there before a release do not count any more', async () => {
  open = [{ number: 7, createdAt: '2026-01-01T00:00:00.000Z' }, { number: 8, createdAt: '2026-01-02T00:00:00.000Z' }];
  for (const number of [7, 8]) await publish(`00${number}-reviewed`, number, { repository: 'globex/api' });
  await project();
  const refused = await until('the rows are looked at again', async () => { const { body } = await start('009-new', 'Globex/API'); return body.code === 'brake.unreviewed_pull_requests' ? body : undefined; }, 30_000);
  expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('(#7, #8)') });
  const held = await until('a picture later it is shown', async () => (await call<Brakes>('GET', brakesPath)).body.items.find(({ featureKey }) => featureKey === null));
  expect(held).toMatchObject({ code: 'brake.unreviewed_pull_requests', repository: 'globex/api' });
  expect((await release({ repository: 'globex/api' })).body).toMatchObject({ released: [{ code: 'brake.unreviewed_pull_requests', featureKey: null }] });
  expect((await start('010-new', 'globex/api')).status).toBe(202);
}, 60_000);

test('an administrator drains the installation: nothing is started, a replica that comes later knows it too, and it goes on when the drain ends', async () => {
  expect(await call('PUT', drainPath, { reason: 'upgrade' })).toMatchObject({ status: 403, body: { code: 'auth.role' } });
  expect(await call('PUT', drainPath, { reason: 'upgrade' }, { token: admin })).toMatchObject({ status: 200, body: { draining: { by: 'eve', reason: 'upgrade' } } });
  const refused = await start('011-waits');
  expect(refused).toMatchObject({ status: 503, body: { code: 'brake.draining', detail: expect.stringContaining('upgrade') } });
  expect(refused.headers['retry-after']).toBe('60');
  const second = await openTestGateway({ natsUrl: nats.url, databaseUrl: postgres.url, settings });
  try {
    expect((await start('011-waits', 'acme/web', { of: second })).body).toMatchObject({ code: 'brake.draining' });
    expect(brakesSchema.parse((await call('GET', brakesPath, undefined, { of: second })).body)).toMatchObject({ draining: { by: 'eve' }, limits });
    await call('DELETE', drainPath, undefined, { token: admin, of: second });
    await until('the first replica has heard it', async () => (await start('011-waits')).status === 202 || undefined);
    expect(await shown('003-stuck', second)).toHaveLength(1);
    expect((await release({ featureKey: '003-stuck' }, { of: second })).status).toBe(200);
    await until('the first replica has heard the release', async () => (await start('003-stuck')).status === 202 || undefined);
  } finally {
    await second.close();
  }
});

test('without the database nobody knows what was before, and runs are let through', async () => {
  const away = await openTestGateway({ natsUrl: nats.url, databaseUrl: 'postgres://nobody@127.0.0.1:1/none', settings });
  try {
    expect((await start('001-fails', 'acme/web', { of: away })).status).toBe(202);
    expect((await call('GET', brakesPath, undefined, { of: away })).status).toBe(503);
  } finally {
    await away.close();
  }
});
