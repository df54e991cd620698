import { createHmac } from 'node:crypto';
import type { OidcSettings } from '#platform';
import { ApiProblem } from '../../problems/api-problem';
import { TestIdentityProvider, audience, newKey, pemOf, type TestKey, type TokenWish } from './identity-provider.fixture';
import { IssuerKeys } from './issuer-keys';
import { OidcTokens } from './oidc-tokens';

const issuer = 'https://id.example';
const settings: OidcSettings = { issuer, audiences: [audience], roleClaim: 'roles', roles: { viewer: [{ role: 'viewer' }], operator: [{ role: 'operator' }], admin: [{ role: 'admin' }] }, nameClaim: 'sub' };
const provider = new TestIdentityProvider([]);
let foreign: TestKey;
/** Of the name of a key that has another algorithm. */
let pss: TestKey;
const lines: unknown[] = [];
const logger = { info: (line: unknown) => { lines.push(line); }, warn: () => undefined } as never;
const fetchJson = async (url: string): Promise<unknown> => provider.documentAt(url.slice(issuer.length));
const tokensWith = (others: Partial<OidcSettings> = {}) => new OidcTokens({ settings: { ...settings, ...others }, keys: new IssuerKeys({ issuer, fetchJson, now: () => performance.now() }), logger, now: Date.now });
const read = async (text: string) => tokensWith().principalOf(text, 'token');
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ iss: issuer, aud: audience, sub: 'ada', roles: ['admin'], exp: Math.floor(Date.now() / 1000) + 3600 });

beforeAll(async () => {
  provider.issuer = issuer;
  provider.keys = [await newKey('one'), await newKey('two', 'ES256'), await newKey('three', 'PS256'), await newKey('four', 'EdDSA')];
  [foreign, pss] = [await newKey('one'), await newKey('one', 'PS256')];
});

test.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('a token signed with %s is its owner, who is nobody a minute after it has expired', async (alg) => {
  const key = provider.keys.find((one) => one.alg === alg)!;
  const principal = await read(await provider.token({ key, claims: { exp: 4_000_000_000 } }));
  expect(principal).toEqual({ name: 'oidc:ada', role: 'operator', grants: [{ role: 'operator' }], by: 'token', expiresAt: 4_000_000_060_000, tokenSha256: null });
});

describe('a token', () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => TokenWish]>([
    ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
    ['of the issuer with a slash', () => ({ claims: { iss: `${issuer}/` } })],
    ['for another audience', () => ({ claims: { aud: 'other' } })],
    ['for no audience', () => ({ claims: { aud: undefined } })],
    ['that has expired', () => ({ seconds: -61 })],
    ['that never expires', () => ({ claims: { exp: undefined } })],
    ['that is not valid yet', () => ({ claims: { nbf: now() + 120 } })],
    ['of nobody', () => ({ claims: { sub: undefined } })],
    ['of somebody with an empty name', () => ({ claims: { sub: ' ' } })],
    ['of somebody whose name moves the cursor', () => ({ claims: { sub: 'ada\u001b[2J' } })],
    ['signed by somebody else', () => ({ key: foreign })],
    ['with a key id that is a path', () => ({ key: foreign, header: { kid: '../../x' } })],
    ['with an endless key id', () => ({ key: foreign, header: { kid: 'x'.repeat(4000) } })],
    ['that brings its own key', () => ({ key: foreign, header: { kid: 'own', jwk: foreign.jwk, jku: 'https://evil.example/keys' } })],
    ['with an algorithm that its key has not', () => ({ key: pss })],
  ])('%s is nobody\'s', async (_what, wish) => {
    expect(await read(await provider.token(wish()))).toBeUndefined();
  });

  test.each(['none', 'None', 'NONE', ''])('without signature (alg %j) is nobody\'s', async (alg) => {
    for (const signature of ['', 'x'.repeat(20)]) expect(await read(`${encoded({ alg, kid: 'one' })}.${encoded(claims())}.${signature}`)).toBeUndefined();
  });

  test('signed with the public key as a secret (HS256) is nobody\'s', async () => {
    const head = `${encoded({ alg: 'HS256', kid: 'one' })}.${encoded(claims())}`;
    const [key] = provider.keys;
    for (const secret of [await pemOf(key!), (await pemOf(key!)).trim(), JSON.stringify(key!.jwk)]) {
      expect(await read(`${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`)).toBeUndefined();
    }
  });

  test('that is huge is not read at all', async () => {
    const before = lines.length;
    expect(await read(await provider.token({ claims: { more: 'x'.repeat(8192) } }))).toBeUndefined();
    expect(lines).toHaveLength(before);
  });

  test.each(['', '..', 'a.b', 'a.b.c.d', 'eyJ.eyJ.eyJ', `${encoded([])}.${encoded([])}.xx`, `${'e'.repeat(4000)}.e.e`])('that is none (%#) is nobody\'s', async (text) => {
    expect(await read(text)).toBeUndefined();
  });

  test('that was cut, or changed in a single place, is nobody\'s', async () => {
    const token = await provider.token();
    const [head = '', body = '', signature = ''] = token.split('.');
    const raised = encoded({ ...JSON.parse(Buffer.from(body, 'base64url').toString()) as object, roles: ['admin'] });
    for (const changed of [`${head}.${raised}.${signature}`, token.slice(0, -4), `${head}.${body}.${signature.slice(4)}AAAA`]) expect(await read(changed)).toBeUndefined();
  });

  test('may be a minute early or late', async () => {
    expect(await read(await provider.token({ seconds: -50 }))).toBeDefined();
    expect(await read(await provider.token({ claims: { nbf: now() + 50 } }))).toBeDefined();
  });

  test('that is refused is logged by its reason and not by its words', async () => {
    const token = await provider.token({ claims: { aud: 'other' } });
    await read(token);
    expect(lines.at(-1)).toEqual({ reason: 'ERR_JWT_CLAIM_VALIDATION_FAILED aud' });
  });
});

describe('the role', () => {
  test.each([
    ['the highest of a list', { roles: ['viewer', 'admin', 'operator', 'else'] }, {}, 'admin'],
    ['a single text', { roles: 'viewer' }, {}, 'viewer'],
    ['in an object', { realm_access: { roles: ['sre'] } }, { roleClaim: 'realm_access.roles', roles: { sre: [{ role: 'operator' }] } }, 'operator'],
    ['in a claim whose name has dots', { 'https://acme.example/groups': ['team web'] }, { roleClaim: 'https://acme.example/groups', roles: { 'team web': [{ role: 'viewer', repositories: ['acme/web'] }] } }, 'viewer'],
  ] as const)('is %s', async (_what, more, others, role) => {
    expect(await tokensWith(others as Partial<OidcSettings>).principalOf(await provider.token({ claims: more }), 'token')).toMatchObject({ role });
  });

  test.each([{ roles: [] }, { roles: undefined }, { roles: ['__proto__', 'constructor', 'toString'] }, { roles: { admin: true } }, { roles: [['admin']] }, { roles: 'ADMIN' }])('that is none (%j) gives no access', async (more) => {
    const refused = await read(await provider.token({ claims: more })).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect((refused as ApiProblem).parts).toMatchObject({ status: 403, code: 'auth.no_role' });
  });
});
