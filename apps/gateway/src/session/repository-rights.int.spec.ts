// Rights by repository, on every route that the OpenAPI document names.
import { randomUUID } from 'node:crypto';
import { jsonForm } from '#artifacts';
import { eventsPath, repositoriesPath, runsPath, boardPath, drainPath, type RunView } from '#contracts';
import { until } from '../../../../tools/stack/until';
import { openReader } from '../events/reader.fixture';
import { apiToken, openTestGateway, projectAll, tokens, type TestGateway } from '../gateway.fixture';
import { answer } from '../stage-facts.fixture';
import { useGateway } from '../test-servers.fixture';

interface Call { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string }
interface Problem { status: number; code: string; detail: string }

const servers = useGateway();
let gateway: TestGateway;
let web: RunView;
let api: RunView;
let artifactId: string;
let calls: Call[];

const granted = (name: string, token: string, grants: ReturnType<typeof apiToken>['grants']) => ({ ...apiToken('operator', name, token), ...(grants ? { grants } : {}) });
const stranger = 'token-of-a-stranger-who-operates-elsewhere';
const mixed = 'token-of-mia-who-operates-acme-web-only';
const looks = 'token-of-lou-who-sees-all-and-operates-acme-api';
const boss = 'token-of-bob-who-operates-all-and-rules-acme';
const runs = `/${runsPath}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const get = (token: string, url: string) => gateway.server.inject({ url, headers: bearer(token) });
const post = (token: string, url: string, payload: object = {}) => gateway.server.inject({ method: 'POST', url, headers: bearer(token), payload });
const order = async (repository: string, featureKey: string) => (await post(tokens.operator, runs, { repository, featureKey })).json<RunView>();

beforeAll(async () => {
  gateway = await openTestGateway({
    natsUrl: servers.nats.url, databaseUrl: servers.postgres.url,
    settings: {
      tokens: [
        apiToken('operator', 'ada', tokens.operator), granted('eve', stranger, [{ role: 'admin', repositories: ['other/*'] }]),
        granted('mia', mixed, [{ role: 'viewer', repositories: ['acme/*'] }, { role: 'operator', repositories: ['acme/web'] }]),
        granted('bob', boss, [{ role: 'operator' }, { role: 'admin', repositories: ['acme/*'] }]),
        granted('lou', looks, [{ role: 'viewer' }, { role: 'operator', repositories: ['acme/api'] }]),
      ],
    },
  });
  [web, api] = [await order('acme/web', 'one'), await order('acme/api', 'one')];
  await order('secret/thing', 'one');
  const kept = await gateway.artifacts.write({ runId: web.id, stage: 'discover', attempt: 1, kind: 'environment_info' }, '{}', jsonForm);
  artifactId = kept.id;
  await answer(gateway.log, web.id, { stage: 'discover', state: 'failed', next: 'none', failure: { code: 'test.failed', message: 'x', remediation: 'x', retryable: false }, artifacts: [kept] });
  await projectAll(gateway.log, servers.postgres.url);
  // One that the rows have and one that only memory has.
  await order('secret/other', 'two');
  const document = (await gateway.server.inject({ url: '/api/openapi.json' })).json<{ paths: Record<string, Record<string, unknown>> }>();
  calls = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase() as Call['method'], path })));
}, 60_000);
afterAll(() => gateway?.close());

/** What is about no repository. */
const aboutNothing = ['GET /api/openapi.json', 'GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /api/session', 'POST /api/session', 'DELETE /api/session', 'GET /api/workflows/speckit/health'];
const about = ({ path }: Call, id: string): string => path.replace('{artifactId}', artifactId).replace('{owner}', 'acme').replace('{name}', 'web').replace('{id}', id);
const ask = ({ method, path }: Call, token: string, id = web.id) => gateway.server.inject({
  method, url: about({ method, path }, id), headers: bearer(token), ...(method === 'POST' ? { payload: bodyFor(path) } : {}),
});

function bodyFor(path: string): object {
  if (path.endsWith('/retry')) return { mode: 'resume_failed_task' };
  if (path.endsWith('/feedback')) return { enough: true };
  return path.endsWith('/cancel') || path.endsWith('/redeliver') ? {} : { repository: 'acme/web', featureKey: 'new' };
}

/** Limits are settings of the installation. */
const isEmpty = (body: string): boolean => Object.entries(JSON.parse(body) as Record<string, unknown>).filter(([name]) => name !== 'limits').flatMap(([, value]) => value).every((value) => !value || value === 'null' || (typeof value === 'object' && Object.values(value).every((one) => !one)));

test('on no route of the document is anything of a repository shown or changed to who has no right on it', async () => {
  const { lastSequence } = await gateway.log.state();
  const concerned = calls.filter(({ method, path }) => !aboutNothing.includes(`${method} ${path}`));
  expect(concerned.length).toBeGreaterThanOrEqual(23);
  const answers = await Promise.all(concerned.map(async (call) => {
    const { statusCode, body } = await ask(call, stranger);
    const { code } = statusCode === 200 ? { code: isEmpty(body) ? 'empty' : body } : JSON.parse(body) as Problem;
    return [`${call.method} ${call.path}`, `${statusCode} ${code}`] as const;
  }));
  const expected = (name: string): string => {
    if (/insight|webhooks|drain/.test(name)) return '403 auth.all_repositories';
    if (name.startsWith('POST ') && !name.includes('{id}')) return '404 repository.unknown';
    if (name.includes('{owner}')) return '404 repository.unknown';
    if (name === `GET /${eventsPath}`) return '426 events.upgrade';
    return name.includes('{id}') ? '404 run.unknown' : '200 empty';
  };
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(answers.map(([name]) => [name, expected(name)])));
  expect((await gateway.log.state()).lastSequence).toBe(lastSequence);
});

test('a run that may not be seen is answered as one that is not there, word for word', async () => {
  const nowhere = randomUUID();
  for (const call of calls.filter(({ path }) => path.startsWith(`${runs}/{id}`))) {
    const [foreign, missing] = [await ask(call, stranger), await ask(call, stranger, nowhere)];
    expect([foreign.statusCode, foreign.body.replaceAll(web.id, nowhere)]).toEqual([missing.statusCode, missing.body]);
    // With rights it is there: the test would see a difference.
    if (call.method === 'GET' && !call.path.endsWith('/events')) expect((await ask(call, tokens.operator)).statusCode).toBe(200);
  }
});

test('lists and counts are filtered in the question, so that pages are whole', async () => {
  const page = (await get(mixed, `${runs}?limit=1`)).json<{ items: RunView[]; nextCursor: string }>();
  const next = (await get(mixed, `${runs}?limit=1&cursor=${page.nextCursor}`)).json<{ items: RunView[]; nextCursor: string | null }>();
  expect([...page.items, ...next.items].map(({ id }) => id)).toEqual([api.id, web.id]);
  expect(next.nextCursor).toBeNull();
  expect((await get(mixed, `${runs}?q=secret`)).json()).toMatchObject({ items: [] });
  expect((await get(mixed, `${runs}?repository=secret/thing`)).json()).toMatchObject({ items: [] });
  const total = async (token: string) => (await get(token, `${runs}/counts`)).json<{ total: number }>().total;
  expect([await total(mixed), await total(stranger), await total(tokens.operator)]).toEqual([2, 0, 4]);
  expect((await get(mixed, `/${repositoriesPath}`)).json<{ items: { repository: string }[] }>().items.map(({ repository }) => repository).sort()).toEqual(['acme/api', 'acme/web']);
  expect((await get(mixed, `/${boardPath}`)).body).not.toContain('secret');
});

test('who may look at one repository and operate another does just that', async () => {
  expect((await get(mixed, `${runs}/${api.id}`)).statusCode).toBe(200);
  expect((await post(mixed, `${runs}/${api.id}/cancel`)).json()).toMatchObject({ status: 403, code: 'auth.role' });
  expect((await post(mixed, runs, { repository: 'acme/api', featureKey: 'two' })).json()).toMatchObject({ status: 403, code: 'auth.role' });
  expect((await post(mixed, runs, { repository: 'ACME/Web', featureKey: 'two' })).statusCode).toBe(202);
  expect((await post(looks, `${runs}/${web.id}/retry`, { mode: 'restart_from_discovery' })).json()).toMatchObject({ status: 403, code: 'auth.role' });
  expect((await post(looks, `${runs}/${api.id}/cancel`)).statusCode).toBe(202);
  expect((await get(looks, `${runs}/counts`)).json<{ total: number }>().total).toBe(5);
});

test('who is an admin of some repositories is none of the installation', async () => {
  for (const token of [stranger, boss]) {
    const answered = await gateway.server.inject({ method: 'PUT', url: `/${drainPath}`, headers: bearer(token), payload: { reason: 'x' } });
    expect(answered.statusCode).toBe(403);
  }
});

test('sockets tell of the repositories that may be seen, and of no other', async () => {
  const open = (token: string, path: string) => openReader(`${gateway.url}${path}`, bearer(token));
  await expect(open(stranger, `${runs}/${web.id}/events`)).rejects.toThrow('refused with 404');
  const [all, none] = await Promise.all([open(tokens.operator, `/${eventsPath}?after=0`), open(stranger, `/${eventsPath}?after=0`)]);
  const some = await open(mixed, `/${eventsPath}?after=0`);
  const { lastSequence } = await gateway.log.state();
  await order('secret/thing', 'live');
  const { id } = await order('acme/api', 'live');
  await until('the last fact is heard', () => some.sequences.includes(lastSequence + 2) && all.sequences.includes(lastSequence + 2) || undefined);
  const heard = JSON.stringify(some.frames);
  expect([heard.includes(web.id), heard.includes(id), heard.includes('secret/')]).toEqual([true, true, false]);
  expect(all.sequences).toHaveLength(lastSequence + 2);
  expect(none.sequences).toEqual([]);
  await Promise.all([all.close(), none.close(), some.close()]);
});
