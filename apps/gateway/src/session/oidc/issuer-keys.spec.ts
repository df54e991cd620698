import { errors } from 'jose';
import { TestIdentityProvider, newKey } from './identity-provider.fixture';
import { IssuerKeys, KeysUnavailable } from './issuer-keys';

const issuer = 'https://id.example';
const provider = new TestIdentityProvider([]);
provider.issuer = issuer;
let away: Error | undefined;
let asked = 0;
let now = 0;
const fetchJson = async (url: string): Promise<unknown> => {
  asked += 1;
  if (away) throw away;
  return provider.documentAt(url.slice(issuer.length));
};
const open = () => new IssuerKeys({ issuer, fetchJson, now: () => now });
const ask = (keys: IssuerKeys, kid = 'one') => keys.keyFor({ alg: 'RS256', kid }, { payload: '', signature: '' });
const minute = 60_000;

beforeEach(async () => {
  provider.keys = [await newKey('one')];
  [away, asked, now] = [undefined, 0, 0];
});

test('keys are asked for once, however many tokens come at once', async () => {
  const keys = open();
  await Promise.all(Array.from({ length: 20 }, () => ask(keys)));
  now += minute;
  await ask(keys);
  expect(asked).toBe(2);
});

test('a new key is found when its first token comes, and made-up keys ask no more often than twice a minute', async () => {
  const keys = open();
  await ask(keys);
  provider.keys.push(await newKey('two'));
  await expect(ask(keys, 'two')).rejects.toThrow(errors.JWKSNoMatchingKey);
  now += minute / 2;
  await ask(keys, 'two');
  for (let index = 0; index < 50; index += 1) await expect(ask(keys, `../../${index}`)).rejects.toThrow(errors.JWKSNoMatchingKey);
  expect(asked).toBe(4);
});

test('a key that the provider takes back is taken no more after ten minutes', async () => {
  const keys = open();
  await ask(keys);
  provider.keys = [await newKey('two')];
  now += 11 * minute;
  await expect(ask(keys)).rejects.toThrow(errors.JWKSNoMatchingKey);
});

test('while the provider is away its known keys go on, and of others nothing can be said', async () => {
  const keys = open();
  await ask(keys);
  away = new Error('getaddrinfo ENOTFOUND');
  now += 60 * minute;
  await ask(keys);
  await expect(ask(keys, 'two')).rejects.toThrow(KeysUnavailable);
  expect(asked).toBe(3);
  away = undefined;
  provider.keys.push(await newKey('two'));
  now += minute;
  await ask(keys, 'two');
});

test('a provider that was never reached is asked again after half a minute', async () => {
  away = new Error('getaddrinfo ENOTFOUND');
  const keys = open();
  await expect(ask(keys)).rejects.toThrow('cannot be fetched: getaddrinfo ENOTFOUND');
  away = undefined;
  await expect(ask(keys)).rejects.toThrow(KeysUnavailable);
  now += minute / 2;
  await ask(keys);
});

test.each<[string, Record<string, unknown>]>([
  ['another issuer', { issuer: 'https://evil.example', jwks_uri: `${issuer}/keys` }], ['keys without TLS', { issuer, jwks_uri: 'http://id.example/keys' }], ['no keys', { issuer }],
])('a description with %s is none', async (_what, description) => {
  const keys = new IssuerKeys({ issuer, now: () => now, fetchJson: async (url) => (url.endsWith('/keys') ? provider.documentAt('/keys') : description) });
  await expect(ask(keys)).rejects.toThrow(KeysUnavailable);
});
