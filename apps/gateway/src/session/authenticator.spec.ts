import { createHash } from 'node:crypto';
import type { ApiToken } from '#platform';
import { Authenticator } from './authenticator';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const start = Date.UTC(2026, 0, 1);
const tokens: ApiToken[] = [
  { role: 'operator', name: 'ada', sha256: hash('secret of ada'), expiresAt: null },
  { role: 'viewer', name: 'vic', sha256: hash('secret of vic'), expiresAt: start + 4000 },
];
let now = start;
const authenticator = new Authenticator(tokens, () => now);
const sessionOf = async (token: string) => authenticator.begin((await authenticator.byToken(token))!, token);
beforeEach(() => { now = start; });

test('a token is known by its hash', async () => {
  expect(await authenticator.byToken('secret of ada')).toMatchObject({ name: 'ada', role: 'operator', by: 'token' });
  for (const wrong of ['', 'secret of bob', hash('secret of ada')]) expect(await authenticator.byToken(wrong)).toBeUndefined();
});

test('a token that has expired is nobody\'s', async () => {
  now = start + 3999;
  expect(await authenticator.byToken('secret of vic')).toBeDefined();
  now = start + 4000;
  expect(await authenticator.byToken('secret of vic')).toBeUndefined();
});

test('a session stands for its token, and ends with it', async () => {
  const session = await sessionOf('secret of vic');
  expect(session.expiresAt).toBe(start + 4000);
  expect(await authenticator.byCookie(session.cookie)).toMatchObject({ name: 'vic', role: 'viewer', by: 'cookie', expiresAt: start + 4000 });
  now = start + 4000;
  expect(await authenticator.byCookie(session.cookie)).toBeUndefined();
});

test('a session lasts twelve hours at most', async () => {
  const session = await sessionOf('secret of ada');
  now += 12 * 3600 * 1000 - 1;
  expect(await authenticator.byCookie(session.cookie)).toMatchObject({ name: 'ada' });
  now += 1;
  expect(await authenticator.byCookie(session.cookie)).toBeUndefined();
});

test('a session ends when its token is taken out of the configuration', async () => {
  const { cookie } = await sessionOf('secret of ada');
  expect(await new Authenticator(tokens, () => now).byCookie(cookie)).toMatchObject({ name: 'ada' });
  expect(await new Authenticator(tokens.slice(1), () => now).byCookie(cookie)).toBeUndefined();
});

test('a session goes on when the token of somebody else is taken out', async () => {
  const { cookie } = await sessionOf('secret of ada');
  expect(await new Authenticator(tokens.slice(0, 1), () => now).byCookie(cookie)).toMatchObject({ name: 'ada' });
});

test('who was recognised is still known until the token expires, is taken out or has another role', async () => {
  const changing = new Authenticator(tokens, () => now);
  const [ada, vic] = [(await changing.byToken('secret of ada'))!, (await changing.byToken('secret of vic'))!];
  expect([changing.stillKnows(ada), changing.stillKnows(vic)]).toEqual([true, true]);
  now = start + 4000;
  expect([changing.stillKnows(ada), changing.stillKnows(vic)]).toEqual([true, false]);
  changing.replace([{ ...tokens[0]!, role: 'viewer' }]);
  expect(changing.stillKnows(ada)).toBe(false);
  changing.replace([]);
  expect([changing.stillKnows(ada), await changing.byToken('secret of ada')]).toEqual([false, undefined]);
});

test('a cookie that was changed is nobody\'s', async () => {
  const { cookie } = await sessionOf('secret of vic');
  const [id = '', , signature = ''] = cookie.split('.');
  for (const forged of [`${id}.9999999999999.${signature}`, `${cookie}x`, cookie.slice(1), `${id}..${signature}`, '', 'null']) expect(await authenticator.byCookie(forged)).toBeUndefined();
});

test('the CSRF token belongs to one session', async () => {
  const session = await sessionOf('secret of ada');
  now += 1;
  const other = await sessionOf('secret of ada');
  expect(authenticator.isCsrfToken(session.csrfToken, session.cookie)).toBe(true);
  expect(authenticator.isCsrfToken(other.csrfToken, session.cookie)).toBe(false);
  expect(authenticator.isCsrfToken('', session.cookie)).toBe(false);
});

test('a cookie says neither the token nor its hash', async () => {
  const { cookie } = await sessionOf('secret of ada');
  expect(cookie).not.toContain(hash('secret of ada'));
  expect(cookie).not.toContain(Buffer.from(hash('secret of ada'), 'hex').toString('base64url'));
});
