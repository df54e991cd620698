// Who gets in and who does not: tokens, sessions, roles, origins, and what hostile requests meet.
import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { eventsPath, runsPath, type RunView } from '#contracts';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { openTestGateway, tokens, type TestGateway } from './gateway.fixture';

let nats: TestNats;
let gateway: TestGateway;
let features = 0;

beforeAll(async () => {
  nats = await startNats();
  // Nothing here needs the rows.
  gateway = await openTestGateway({ natsUrl: nats.url, databaseUrl: 'postgres://nobody@127.0.0.1:1/none', settings: { rates: { failures: { capacity: 30, perSecond: 0 }, mutations: { capacity: 200, perSecond: 0 } } } });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await nats?.dispose();
});

const runs = `/${runsPath}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const operator = bearer(tokens.operator);
const body = () => ({ repository: 'acme/web', featureKey: `f-${++features}` });
const post = (headers: Record<string, string>, payload: object | string = body(), url = runs) => gateway.server.inject({ method: 'POST', url, headers, payload });
const stored = async (): Promise<number> => (await gateway.log.state()).lastSequence;

async function login(token: string = tokens.operator) {
  const answer = await post({}, { token }, '/api/session');
  const [cookie] = answer.cookies;
  return { answer, cookie: `${cookie?.name}=${cookie?.value}`, csrf: answer.json<{ csrfToken: string }>().csrfToken, form: cookie };
}

/** The status with which an upgrade was refused, or 101. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => { socket.close(); resolve(101); });
    socket.on('unexpected-response', (_request, response) => { response.resume(); resolve(response.statusCode ?? 0); });
    socket.on('error', reject);
  });
}

describe('tokens', () => {
  test.each([
    ['none', {}], ['a wrong one', bearer('wrong')], ['an expired one', bearer(tokens.expired)], ['another scheme', { authorization: `Basic ${tokens.operator}` }], ['a huge one', bearer('x'.repeat(5000))],
    ['a forged JWT', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.')], ['a made-up cookie', { cookie: 'specline_session=x' }],
  ])('with %s there is nothing to see', async (_what, headers) => {
    const answer = await gateway.server.inject({ url: `${runs}/00000000-0000-7000-8000-000000000000`, headers });
    expect(answer.json()).toMatchObject({ status: 401, code: 'auth.required', remediation: expect.any(String) });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  test('an address that is written in another way is the same address', async () => {
    for (const url of ['/%61pi/workflows/speckit/runs', '//api/workflows/speckit/runs', '/api/./workflows/speckit/runs', '/API/workflows/speckit/runs', `${runs}/`, `${runs};x=1`]) {
      expect([401, 404]).toContain((await gateway.server.inject({ url })).statusCode);
    }
  });

  test('a viewer looks and changes nothing', async () => {
    const { id } = (await post(operator)).json<RunView>();
    const before = await stored();
    expect((await gateway.server.inject({ url: `${runs}/${id}`, headers: bearer(tokens.viewer) })).statusCode).toBe(200);
    for (const [url, payload] of [[runs, body()], [`${runs}/${id}/cancel`, {}], [`${runs}/${id}/retry`, { mode: 'resume_failed_task' }]] as const) {
      expect((await post(bearer(tokens.viewer), payload, url)).json()).toMatchObject({ status: 403, code: 'auth.role' });
    }
    expect(await stored()).toBe(before);
  });

  test.each(['token', 'access_token', 'Authorization'])('a token in the query string as %s is refused, right or wrong, and not logged', async (name) => {
    for (const path of [`/${eventsPath}`, runs]) {
      expect((await gateway.server.inject({ url: `${path}?${name}=${tokens.operator}` })).json()).toMatchObject({ status: 400, code: 'auth.token_in_query' });
    }
    expect(await upgrade(`/${eventsPath}?${name}=${tokens.operator}`, {})).toBe(400);
    expect(gateway.lines.join('')).not.toContain(tokens.operator);
  });
});

describe('sessions', () => {
  test('a token becomes a cookie that no script can read and no other site can send', async () => {
    const { answer, form } = await login();
    expect(answer.json()).toEqual({ name: 'ada', role: 'operator', grants: [{ role: 'operator' }], csrfToken: expect.any(String), expiresAt: expect.any(String), traceUrl: null });
    expect(form).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.body + form?.value).not.toContain(tokens.operator);
  });

  test('a cookie alone reads, and changes something only with its CSRF token', async () => {
    const { cookie, csrf } = await login();
    expect((await gateway.server.inject({ url: '/api/session', headers: { cookie } })).json()).toMatchObject({ name: 'ada', csrfToken: csrf });
    expect((await post({ cookie })).json()).toMatchObject({ status: 403, code: 'auth.csrf' });
    expect((await post({ cookie, 'x-csrf-token': (await login(tokens.viewer)).csrf })).json()).toMatchObject({ status: 403, code: 'auth.csrf' });
    expect((await post({ cookie, 'x-csrf-token': csrf })).statusCode).toBe(202);
  });

  test('a session ends when it is told to', async () => {
    const { cookie, csrf } = await login(tokens.viewer);
    expect((await gateway.server.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } })).statusCode).toBe(403);
    const ended = await gateway.server.inject({ method: 'DELETE', url: '/api/session', headers: { cookie, 'x-csrf-token': csrf } });
    expect(ended.statusCode).toBe(204);
    expect(ended.cookies[0]).toMatchObject({ name: 'specline_session', value: '' });
  });

  test('a wrong token begins none', async () => {
    const answer = await post({}, { token: 'x'.repeat(20) }, '/api/session');
    expect([answer.statusCode, answer.cookies]).toEqual([401, []]);
  });
});

describe('other sites', () => {
  test.each(['https://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1.evil.example', 'garbage'])('a page of %s changes nothing and opens nothing, with cookie and CSRF token', async (origin) => {
    const { cookie, csrf } = await login();
    expect((await post({ cookie, 'x-csrf-token': csrf, origin })).json()).toMatchObject({ status: 403, code: 'auth.origin' });
    expect((await post({ origin }, { token: tokens.operator }, '/api/session')).statusCode).toBe(403);
    expect(await upgrade(`/${eventsPath}`, { cookie, origin })).toBe(403);
    expect(await upgrade(`/${eventsPath}`, { ...operator, origin })).toBe(403);
  });

  test('our own page opens sockets by its cookie; without an Origin it takes a token', async () => {
    const { cookie } = await login();
    expect(await upgrade(`/${eventsPath}`, { cookie, origin: gateway.url })).toBe(101);
    expect(await upgrade(`/${eventsPath}`, { cookie })).toBe(403);
    expect(await upgrade(`/${eventsPath}`, operator)).toBe(101);
    expect(await upgrade(`/${eventsPath}`, {})).toBe(401);
  });

  test.each(['evil.example', 'localhost.evil.example:80', '169.254.169.254'])('a name %j that is pointed at this machine is refused', async (host) => {
    for (const url of ['/healthz', runs, '/api/docs']) expect((await gateway.server.inject({ url, headers: { ...operator, host } })).json()).toMatchObject({ status: 403, code: 'request.host' });
  });

  test.each(['localhost:8080', '127.0.0.1', '[::1]:8080'])('%s is this machine', async (host) => {
    expect((await gateway.server.inject({ url: '/healthz', headers: { host } })).statusCode).toBe(200);
  });
});

describe('requests', () => {
  test.each([
    ['text/plain', 415], ['application/x-www-form-urlencoded', 415], ['multipart/form-data; boundary=x', 415], ['application/xml', 415], ['', 415], ['application/json; charset=utf-8', 202],
  ])('a body as %j is answered %d', async (type, status) => {
    const before = await stored();
    const answer = await post({ ...operator, 'content-type': type }, JSON.stringify(body()));
    expect(answer.statusCode).toBe(status);
    expect(await stored()).toBe(status === 202 ? before + 1 : before);
  });

  test('a body that is too large is answered 413', async () => {
    expect((await post(operator, { ...body(), notes: 'x'.repeat(600_000) })).json()).toMatchObject({ status: 413, code: 'request.too_large' });
  });

  test.each([
    [{ repository: 'http://localhost:8222' }, 'repository'], [{ repository: 'acme/web', featureKey: '../x' }, 'featureKey'], [{ repository: 'acme/web', baseBranch: '$(id)' }, 'baseBranch'],
    [{ repository: 'acme/web', workflow: 'everything' }, 'workflow'], [{ repository: 'acme/web', attempts: 5 }, 'attempts'], [{ featureKey: 'x' }, 'repository'], [{ repository: 'acme/web', admin: true }, 'admin'],
  ])('%j is refused by the name of its field', async (payload, field) => {
    const before = await stored();
    expect((await post(operator, payload)).json()).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ field }] });
    expect(await stored()).toBe(before);
  });

  test.each(['limit=-1', 'limit=1e9', 'limit=0', 'limit=x', 'status=open', 'sort=id;drop table', 'cursor=%27%20or%201=1', 'repository=%00', 'q=a%00b', 'limit=1&limit=2', '__proto__=x'])('the query %s is answered 400', async (query) => {
    expect((await gateway.server.inject({ url: `${runs}?${query}`, headers: operator })).json()).toMatchObject({ status: 400 });
  });

  test('what goes wrong inside says nothing of itself', async () => {
    const { id } = (await post(operator)).json<RunView>();
    const lateEffects = gateway.artifacts.lateEffects.bind(gateway.artifacts);
    gateway.artifacts.lateEffects = () => Promise.reject(new Error('secret of the house'));
    const answer = await gateway.server.inject({ url: `${runs}/${id}/artifacts`, headers: operator });
    gateway.artifacts.lateEffects = lateEffects;
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal.error' });
    expect(answer.body).not.toContain('secret');
    expect(gateway.lines.some((line) => line.includes('a request failed') && line.includes('secret'))).toBe(true);
  });

  test('what is not there is a problem too', async () => {
    for (const [method, url] of [['GET', '/nothing'], ['PUT', runs], ['GET', '/..%2f..%2fetc%2fpasswd'], ['GET', '/api/docs/../../../etc/passwd'], ['GET', '/%'], ['GET', `${runs}/${'x'.repeat(500)}`]] as const) {
      const answer = await gateway.server.inject({ method, url, headers: operator });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect([400, 404, 414]).toContain(answer.statusCode);
    }
  });
});

test('who guesses tokens is stopped, right guesses too, and who was right before goes on', async () => {
  const address = { remoteAddress: '10.0.0.9' };
  const ask = async (token: string) => (await gateway.server.inject({ url: '/api/session', headers: bearer(token), ...address })).statusCode;
  expect(await ask(tokens.viewer)).toBe(200);
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(randomBytes(16).toString('hex'))));
  expect(answers.filter((status) => status === 401)).toHaveLength(30);
  expect(answers.filter((status) => status === 429)).toHaveLength(30);
  expect([await ask(tokens.operator), await ask(tokens.viewer)]).toEqual([429, 200]);
  expect((await gateway.server.inject({ url: '/api/session', headers: operator })).statusCode).toBe(200);
});

test('one principal cannot flood the stream', async () => {
  const before = await stored();
  const answers = await Promise.all(Array.from({ length: 250 }, () => post(operator)));
  const refused = answers.filter(({ statusCode }) => statusCode === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers['retry-after']).toBe('1');
  expect(await stored()).toBe(before + 250 - refused.length);
});
