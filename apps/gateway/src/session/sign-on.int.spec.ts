// Who gets in by an identity provider, and who is sent away when a token ends: expired, or taken out of the file.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainPath, eventsPath, runsPath, type RunView } from '#contracts';
import { readApiTokens } from '#platform';
import { startNats, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { openReader } from '../events/reader.fixture';
import { apiToken, openTestGateway, tokens, type TestGateway } from '../gateway.fixture';
import { TestIdentityProvider, audience, newKey } from './oidc/identity-provider.fixture';

let nats: TestNats;
let provider: TestIdentityProvider;
let gateway: TestGateway;
const folder = mkdtempSync(join(tmpdir(), 'specline-tokens-'));
const file = join(folder, 'tokens');
const write = (...list: ReturnType<typeof apiToken>[]): void => writeFileSync(file, `${list.map(({ role, name, sha256 }) => `${role}:${name}:${sha256}`).join(',')}\n`);
const ada = apiToken('operator', 'ada', tokens.operator);
const vic = apiToken('viewer', 'vic', tokens.viewer);

beforeAll(async () => {
  [nats, provider] = await Promise.all([startNats(), TestIdentityProvider.start()]);
  write(ada, vic);
  gateway = await openTestGateway({
    natsUrl: nats.url, databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    settings: {
      tokens: readApiTokens(file), readTokens: () => readApiTokens(file), tokensMilliseconds: 100, sockets: { careMilliseconds: 300 },
      oidc: { issuer: provider.issuer, audiences: [audience], roleClaim: 'roles', roles: { viewer: [{ role: 'viewer' }], operator: [{ role: 'operator' }] }, nameClaim: 'sub' },
    },
  });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([nats?.dispose(), provider?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const runs = `/${runsPath}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = (headers: Record<string, string>) => gateway.server.inject({ url: '/api/session', headers });
const order = (headers: Record<string, string>, featureKey: string) => gateway.server.inject({ method: 'POST', url: runs, headers, payload: { repository: 'acme/web', featureKey } });
const socket = (headers: Record<string, string>) => openReader(`${gateway.url}/${eventsPath}`, headers);

describe('a JWT of the provider', () => {
  test('is a person with a role, who is named in the runs', async () => {
    expect((await ask(bearer(await provider.token()))).json()).toMatchObject({ name: 'oidc:ada', role: 'operator', csrfToken: '' });
    expect((await order(bearer(await provider.token()), 'one')).json<RunView>()).toMatchObject({ createdBy: 'oidc:ada' });
    expect((await order(bearer(await provider.token({ claims: { roles: ['viewer'] } })), 'two')).json()).toMatchObject({ status: 403, code: 'auth.role' });
    expect((await ask(bearer(await provider.token({ claims: { roles: ['else'] } })))).json()).toMatchObject({ status: 403, code: 'auth.no_role' });
  });

  test.each([['expired', { seconds: -120 }], ['for somebody else', { claims: { aud: 'other' } }], ['with a key id that is a path', { header: { kid: '../../x' } }]])('that is %s opens nothing', async (_what, wish) => {
    const token = await provider.token(wish);
    expect((await ask(bearer(token))).json()).toMatchObject({ status: 401, code: 'auth.required' });
    expect((await ask({ cookie: `specline_session=${token}` })).statusCode).toBe(401);
    await expect(socket(bearer(token))).rejects.toThrow('refused with 401');
    expect(gateway.lines.join('')).not.toContain(token);
  });

  test('becomes a session of a browser, with sockets, and changes something only with its CSRF token', async () => {
    const begun = await gateway.server.inject({ method: 'POST', url: '/api/session', payload: { token: await provider.token() } });
    const [form] = begun.cookies;
    expect(form).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    const cookie = `${form?.name}=${form?.value}`;
    const { csrfToken } = begun.json<{ csrfToken: string }>();
    expect((await ask({ cookie })).json()).toMatchObject({ name: 'oidc:ada', csrfToken });
    expect((await order({ cookie }, 'three')).json()).toMatchObject({ status: 403, code: 'auth.csrf' });
    expect((await order({ cookie, 'x-csrf-token': csrfToken }, 'three')).statusCode).toBe(202);
    (await socket({ cookie, origin: gateway.url })).socket.terminate();
    await expect(socket({ cookie, origin: 'https://evil.example' })).rejects.toThrow('refused with 403');
  });

  test('that is too long for a cookie says so, and works as a bearer token', async () => {
    const token = await provider.token({ claims: { groups: 'x'.repeat(3500) } });
    expect((await gateway.server.inject({ method: 'POST', url: '/api/session', payload: { token } })).json()).toMatchObject({ status: 400, code: 'auth.token_too_long' });
    expect((await ask(bearer(token))).statusCode).toBe(200);
  });

  test('that expires closes its socket', async () => {
    // A minute of grace is over in a moment.
    const reader = await socket(bearer(await provider.token({ seconds: -57 })));
    expect(await reader.closed).toBe(1008);
  });

  test('whose key cannot be asked for is answered 503, and those of known keys go on', async () => {
    await ask(bearer(await provider.token()));
    const second = await openTestGateway({ natsUrl: nats.url, databaseUrl: 'postgres://nobody@127.0.0.1:1/none', settings: { oidc: { issuer: provider.issuer, audiences: [audience], roleClaim: 'roles', roles: { operator: [{ role: 'operator' }] }, nameClaim: 'sub' } } });
    provider.failing = 500;
    try {
      const answer = await second.server.inject({ url: '/api/session', headers: bearer(await provider.token()) });
      expect(answer.json()).toMatchObject({ status: 503, code: 'auth.provider_unavailable', remediation: expect.stringContaining('SPECLINE_OIDC_ISSUER') });
      expect(answer.headers['retry-after']).toBe('30');
      expect((await second.server.inject({ url: '/api/session', headers: bearer(tokens.operator) })).statusCode).toBe(200);
      expect((await ask(bearer(await provider.token()))).statusCode).toBe(200);
      expect((await ask(bearer(await provider.token({ key: await newKey('new') })))).statusCode).not.toBe(200);
    } finally {
      provider.failing = undefined;
      await second.close();
    }
  });
});

describe('the file of API tokens', () => {
  test('gives and takes tokens while the gateway runs, and an open socket ends with its token, by header or cookie', async () => {
    const begun = await gateway.server.inject({ method: 'POST', url: '/api/session', payload: { token: tokens.viewer } });
    const cookie = `${begun.cookies[0]?.name}=${begun.cookies[0]?.value}`;
    const [byHeader, byCookie, stays] = await Promise.all([socket(bearer(tokens.viewer)), socket({ cookie, origin: gateway.url }), socket(bearer(tokens.operator))]);
    write(ada, apiToken('viewer', 'new', 'token-of-somebody-new'));
    expect(await Promise.all([byHeader.closed, byCookie.closed])).toEqual([1008, 1008]);
    expect([(await ask(bearer(tokens.viewer))).statusCode, (await ask({ cookie })).statusCode, (await ask(bearer('token-of-somebody-new'))).statusCode]).toEqual([401, 401, 200]);
    expect(stays.socket.readyState).toBe(stays.socket.OPEN);
    stays.socket.terminate();
  });

  test('makes the hashes that come into it unreadable in what the gateway says', async () => {
    const boss = apiToken('admin', 'boss', 'token-of-the-boss-who-drains');
    write(ada, vic, boss);
    await until('the file is read', async () => (await ask(bearer('token-of-the-boss-who-drains'))).statusCode === 200 || undefined);
    const drain = await gateway.server.inject({ method: 'PUT', url: `/${drainPath}`, headers: bearer('token-of-the-boss-who-drains'), payload: { reason: `why ${boss.sha256}` } });
    expect(drain.statusCode).toBe(200);
    await gateway.server.inject({ method: 'DELETE', url: `/${drainPath}`, headers: bearer('token-of-the-boss-who-drains') });
    expect(gateway.lines.join('')).toContain('why [redacted]');
    expect(gateway.lines.join('')).not.toContain(boss.sha256);
  });

  test('that cannot be read changes nobody, and says so once', async () => {
    const said = () => gateway.lines.filter((line) => line.includes('the file of API tokens cannot be used')).length;
    writeFileSync(file, 'operator:ada:not-a-hash');
    await until('it is said', () => said() > 0 || undefined);
    expect((await ask(bearer(tokens.operator))).statusCode).toBe(200);
    write(ada, vic);
    await until('the file is read', async () => (await ask(bearer(tokens.viewer))).statusCode === 200 || undefined);
    expect(said()).toBe(1);
    expect(gateway.lines.join('')).not.toContain('not-a-hash');
  });
});
