// The audit log, from outside: every route that changes something, accepted and refused; what is never in it; who may read what of it.
import { randomUUID } from 'node:crypto';
import { jsonForm } from '#artifacts';
import { auditPath, auditStream, auditedActions, brakesPath, drainPath, runsPath, webhookDeliveriesPath, type AuditEntry, type AuditPage, type Problem, type RunView } from '#contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { apiToken, openTestGateway, projectAll, tokens, type TestGateway } from '../gateway.fixture';
import { answer } from '../stage-facts.fixture';
import { useGateway } from '../test-servers.fixture';
import { unaudited } from './audited';

jest.setTimeout(60_000);

const servers = useGateway();
const admin = 'admin-token-of-eve';
const acme = 'admin-token-of-bob-for-acme-only';
const canary = 'canary-3f9b2c71d0e84a65';
let gateway: TestGateway;
let isStored = true;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const call = (method: Method, url: string, { token = admin, payload, headers = {} }: { token?: string; payload?: object; headers?: Record<string, string> } = {}) =>
  gateway.server.inject({ method, url: `/${url}`, headers: { authorization: `Bearer ${token}`, ...headers }, ...(payload ? { payload } : {}) });
const list = async (query = '', token = admin) => (await call('GET', `${auditPath}?${query}`, { token })).json<AuditPage>();
const last = async (): Promise<AuditEntry> => (await list('limit=1')).items[0] as AuditEntry;
const order = async (featureKey: string, change: object = {}, asking: Parameters<typeof call>[2] = {}) => (await call('POST', runsPath, { token: tokens.operator, payload: { repository: 'acme/web', featureKey, ...change }, ...asking })).json<RunView & Pick<Problem, 'code'>>();

beforeAll(async () => {
  gateway = await openTestGateway({
    natsUrl: servers.nats.url, databaseUrl: servers.postgres.url, secrets: [canary],
    audit: (log) => ({ find: (question) => log.find(question), add: async (entry, messageId) => { if (!isStored) throw new Error('no room'); await log.add(entry, messageId); } }),
    settings: {
      brakes: { noProgress: 0, allowance: 0, failures: 1, unreviewed: 0 },
      tokens: [apiToken('operator', 'ada', tokens.operator), apiToken('viewer', 'vic', tokens.viewer), apiToken('admin', 'eve', admin), { ...apiToken('admin', 'bob', acme), grants: [{ role: 'admin', repositories: ['acme/*'] }] }],
    },
  });
}, 60_000);
afterAll(() => gateway?.close());

test('every route of the document that changes something is in the log when it is refused, or said not to be with a reason', async () => {
  const { paths } = (await gateway.server.inject({ url: '/api/openapi.json' })).json<{ paths: Record<string, Record<string, unknown>> }>();
  const changing = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).filter((method) => method !== 'get').map((method) => ({ method: method.toUpperCase() as Method, path })));
  const seen: string[] = [];
  for (const { method, path } of changing) {
    if (Object.hasOwn(unaudited, `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)) continue;
    const { statusCode } = await call(method, path.slice(1).replaceAll(/\{\w+\}/g, randomUUID()), { token: tokens.viewer, ...(method === 'POST' ? { payload: {} } : {}) });
    const { action, outcome, actor } = await last();
    expect([path, statusCode, outcome, actor.name]).toEqual([path, 403, 'auth.role', 'vic']);
    seen.push(action);
  }
  expect(seen.sort()).toEqual([...auditedActions].sort());
  expect(Object.keys(unaudited)).toHaveLength(3);
});

describe('what was done is told with before and after:', () => {
  test('a run is begun, and cancelled with a reason', async () => {
    const { id, traceId } = await order('one', { notes: 'the first', dryRun: true });
    expect(await last()).toMatchObject({ action: 'run.create', actor: { name: 'ada', role: 'operator', signedIn: 'token', vouchedBy: 'token_list' }, target: { repository: 'acme/web', featureKey: 'one', runId: id }, reason: 'the first', asked: { dryRun: true }, before: null, after: { status: 'pending' }, outcome: 'accepted', status: 202, traceId });
    await call('POST', `${runsPath}/${id}/cancel`, { token: tokens.operator, payload: { reason: 'wrong one' }, headers: { 'x-request-id': 'ticket-7' } });
    expect(await last()).toMatchObject({ action: 'run.cancel', target: { repository: 'acme/web', featureKey: 'one', runId: id }, reason: 'wrong one', before: { status: 'pending' }, after: { status: 'cancelled' }, outcome: 'accepted', requestId: 'ticket-7' });
    await call('POST', `${runsPath}/${id}/cancel`, { token: tokens.operator, payload: {} });
    expect(await last()).toMatchObject({ action: 'run.cancel', target: { runId: id }, before: { status: 'cancelled' }, after: null, outcome: 'run.over', status: 409 });
  });

  test('a failed run is judged, kept, let go, released and begun again', async () => {
    const { id } = await order('two');
    const kept = await gateway.artifacts.write({ runId: id, stage: 'discover', attempt: 1, kind: 'environment_info' }, '{}', jsonForm);
    await answer(gateway.log, id, { stage: 'discover', state: 'failed', next: 'none', failure: { code: 'test.failed', message: 'x', remediation: 'x', retryable: false }, artifacts: [kept] });
    await projectAll(gateway.log, servers.postgres.url);
    const run = `${runsPath}/${id}`;
    const told = async (method: Method, path: string, payload?: object) => {
      const { statusCode } = await call(method, path, payload ? { payload } : {});
      const { action, before, after, reason } = await last();
      return { statusCode, action, before, after, reason };
    };
    expect(await told('POST', `${run}/feedback`, { enough: false, note: 'where?' })).toEqual({ statusCode: 204, action: 'run.feedback', before: { enough: null }, after: { enough: false }, reason: 'where?' });
    expect(await told('PUT', `${run}/artifacts/${kept.id}/pin`)).toMatchObject({ statusCode: 200, action: 'artifact.pin', before: { pinned: false }, after: { pinned: true, by: 'eve' } });
    expect(await told('DELETE', `${run}/artifacts/${kept.id}/pin`)).toMatchObject({ action: 'artifact.unpin', before: { pinned: true, by: 'eve' }, after: { pinned: false } });
    expect(await told('PUT', `${run}/pin`)).toMatchObject({ action: 'run.pin', before: { artifacts: 1, pinned: 0 }, after: { artifacts: 1, pinned: 1 } });
    expect(await told('DELETE', `${run}/pin`)).toMatchObject({ action: 'run.unpin', before: { pinned: 1 }, after: { pinned: 0 } });
    expect((await order('two')).code).toBe('brake.repeated_failures');
    expect(await last()).toMatchObject({ action: 'run.create', outcome: 'brake.repeated_failures', target: { repository: 'acme/web', featureKey: 'two', runId: null } });
    expect(await told('POST', `${brakesPath}/release`, { repository: 'acme/web', featureKey: 'two', reason: 'mended' })).toEqual({ statusCode: 200, action: 'brake.release', before: { held: 'brake.repeated_failures' }, after: { released: 'brake.repeated_failures' }, reason: 'mended' });
    expect(await told('POST', `${run}/retry`, { mode: 'restart_from_discovery', notes: 'again' })).toMatchObject({ statusCode: 202, action: 'run.retry', before: { status: 'failed' }, after: { status: 'pending', restartedAs: expect.not.stringContaining(id) }, reason: 'again' });
  });

  test('the installation is drained and is not, and a webhook is sent again', async () => {
    await call('PUT', drainPath, { payload: { reason: 'update' } });
    expect(await last()).toMatchObject({ action: 'installation.drain', target: { repository: null, runId: null }, reason: 'update', before: { draining: false }, after: { draining: true, by: 'eve' } });
    expect((await order('three')).code).toBe('brake.draining');
    expect(await last()).toMatchObject({ action: 'run.create', outcome: 'brake.draining', status: 503 });
    await call('DELETE', drainPath);
    expect(await last()).toMatchObject({ action: 'installation.undrain', before: { draining: true, by: 'eve' }, after: { draining: false } });
    const { id: runId } = await order('three');
    const id = randomUUID();
    await gateway.rows.webhooks.add([{ id, webhook: 'w', event: 'run.failed', runId, body: '{}' }], 1);
    await call('POST', `${webhookDeliveriesPath}/${id}/redeliver`, { payload: {} });
    expect(await last()).toMatchObject({ action: 'webhook.redeliver', target: { deliveryId: id, runId, repository: 'acme/web' }, before: { status: 'pending', attempts: 0 }, after: { status: 'pending', attempts: 0 } });
  });
});

test('what was never recognised, was no request or comes again by itself is no entry', async () => {
  const before = await last();
  expect((await call('POST', runsPath, { token: 'nobody-at-all-here', payload: { repository: 'acme/web' } })).statusCode).toBe(401);
  expect((await call('POST', runsPath, { payload: { repository: 7 } })).statusCode).toBe(400);
  expect((await call('POST', `${runsPath}/preview`, { payload: { repository: 'acme/web', featureKey: 'x' } })).statusCode).toBeGreaterThan(200);
  expect((await last()).id).toBe(before.id);
});

test('a new run that is asked for twice with its key is one entry', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const [one, again] = [await order('four', {}, { token: tokens.operator, headers, payload: { repository: 'acme/web', featureKey: 'four' } }), await order('four', {}, { token: tokens.operator, headers, payload: { repository: 'acme/web', featureKey: 'four' } })];
  expect(again.id).toBe(one.id);
  expect((await list(`runId=${one.id}`)).items).toHaveLength(1);
});

test('what was done and could not be stored is answered 503, is whole in the log of the gateway, and is stored when it is asked for again', async () => {
  const asking = { token: tokens.operator, headers: { 'idempotency-key': randomUUID() }, payload: { repository: 'acme/web', featureKey: 'five', notes: `why ${canary}` } };
  isStored = false;
  const refused = await call('POST', runsPath, asking).finally(() => { isStored = true; });
  expect([refused.statusCode, refused.headers['content-type'], refused.headers['retry-after']]).toEqual([503, 'application/problem+json', '5']);
  expect(refused.json()).toMatchObject({ status: 503, code: 'audit.not_stored', remediation: expect.stringContaining('Idempotency-Key') });
  const line = gateway.lines.find((one) => one.includes('an entry of the audit log could not be stored'));
  expect(line).toContain('why [redacted]');
  const { id } = (await call('POST', runsPath, asking)).json<RunView>();
  expect((await list(`runId=${id}`)).items).toMatchObject([{ action: 'run.create', outcome: 'accepted' }]);
  isStored = false;
  // What changed nothing is answered as it is.
  const denied = await call('POST', `${runsPath}/${id}/cancel`, { token: tokens.viewer, payload: {} }).finally(() => { isStored = true; });
  expect(denied.json()).toMatchObject({ status: 403, code: 'auth.role' });
});

test('no secret and no token is in the stream, whatever field it came in', async () => {
  const { id } = await order('six', { notes: `see ${canary}`, externalRef: canary });
  await call('POST', `${runsPath}/${id}/cancel`, { token: tokens.operator, payload: { reason: `ghp_${'a1'.repeat(18)}` }, headers: { 'x-request-id': canary } });
  await call('POST', `${runsPath}/${randomUUID()}/retry`, { payload: { mode: canary, taskId: canary } });
  const begun = await gateway.server.inject({ method: 'POST', url: '/api/session', payload: { token: tokens.operator } });
  const cookie = begun.cookies.map(({ name, value }) => `${name}=${value}`).join(';');
  await gateway.server.inject({ method: 'POST', url: `/${runsPath}/${id}/cancel`, headers: { cookie, 'x-csrf-token': begun.json<{ csrfToken: string }>().csrfToken }, payload: {} });
  expect(await last()).toMatchObject({ actor: { name: 'ada', signedIn: 'session' }, outcome: 'run.over' });
  const { direct } = await jetstreamManager(gateway.connection);
  let all = '';
  for await (const { data, subject } of await direct.getBatch(auditStream, { seq: 1, batch: 1000 })) all += subject + new TextDecoder().decode(data);
  expect(all).toContain('see [redacted]');
  for (const secret of [canary, 'ghp_a1', tokens.operator, tokens.viewer, admin, begun.cookies[0]?.value ?? '']) expect(all).not.toContain(secret);
});

test('it is for administrators, of the repositories that are theirs, and what is about all of them for those of all', async () => {
  for (const token of [tokens.operator, tokens.viewer]) expect((await call('GET', auditPath, { token })).json()).toMatchObject({ status: 403, code: 'auth.role' });
  await order('one', { repository: 'secret/thing' });
  const [mine, all] = [(await list('limit=200', acme)).items, (await list('limit=200')).items];
  expect(new Set(mine.map(({ target }) => target.repository))).toEqual(new Set(['acme/web']));
  expect(all.filter(({ target }) => target.repository === 'acme/web').map(({ id }) => id)).toEqual(mine.map(({ id }) => id));
  expect(all.some(({ target }) => target.repository === 'secret/thing')).toBe(true);
  expect((await list('repository=secret/thing', acme)).items).toEqual([]);
});

test('it is found by who, what, which outcome and when, page by page', async () => {
  const every = (await list('limit=200')).items;
  const find = async (query: string) => (await list(`limit=200&${query}`)).items.map(({ id }) => id);
  const ids = (isWanted: (entry: AuditEntry) => boolean) => every.filter(isWanted).map(({ id }) => id);
  expect(await find('actor=vic')).toEqual(ids(({ actor }) => actor.name === 'vic'));
  expect(await find('action=run.cancel&outcome=accepted')).toEqual(ids(({ action, outcome }) => action === 'run.cancel' && outcome === 'accepted'));
  expect(await find('outcome=refused&repository=ACME/web')).toEqual(ids(({ outcome, target }) => outcome !== 'accepted' && target.repository === 'acme/web'));
  const middle = (every[10] as AuditEntry).at;
  expect(await find(`until=${middle}`)).toEqual(ids(({ at }) => at < middle));
  expect(await find(`since=${middle}`)).toEqual(ids(({ at }) => at >= middle));
  const first = await list('limit=7');
  const second = await list(`limit=7&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(every.slice(0, 14).map(({ id }) => id));
  for (const wrong of ['action=run.everything', 'since=yesterday', 'cursor=x', 'limit=0', 'who=me']) expect((await call('GET', `${auditPath}?${wrong}`)).statusCode).toBe(400);
});

test('who is refused over and over does not push out what others did', async () => {
  const { state: before } = await (await jetstreamManager(gateway.connection)).streams.info(auditStream);
  for (let time = 0; time < 100; time += 1) await call('PUT', drainPath, { token: tokens.viewer, payload: { reason: 'x' } });
  const { state: after } = await (await jetstreamManager(gateway.connection)).streams.info(auditStream);
  expect(after.messages - before.messages).toBeLessThan(70);
  expect(gateway.lines.filter((line) => line.includes('is refused over and over')).length).toBeGreaterThan(20);
  await order('seven');
  expect(await last()).toMatchObject({ action: 'run.create', target: { featureKey: 'seven' } });
});
