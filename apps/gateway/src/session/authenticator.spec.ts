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
beforeEach(() => { now = start; });

test('a token is known by its hash', () => {
  expect(authenticator.byToken('secret of ada')).toMatchObject({ name: 'ada', role: 'operator', by: 'token' });
  for (const wrong of ['', 'secret of bob', hash('secret of ada')]) expect(authenticator.byToken(wrong)).toBeUndefined();
});

test('a token that has expired is nobody\'s', () => {
  now = start + 3999;
  expect(authenticator.byToken('secret of vic')).toBeDefined();
  now = start + 4000;
  expect(authenticator.byToken('secret of vic')).toBeUndefined();
});

test('a session stands for its token, and ends with it', () => {
  const session = authenticator.begin(authenticator.byToken('secret of vic')!);
  expect(session.expiresAt).toBe(start + 4000);
  expect(authenticator.byCookie(session.cookie)).toMatchObject({ name: 'vic', role: 'viewer', by: 'cookie', expiresAt: start + 4000 });
  now = start + 4000;
  expect(authenticator.byCookie(session.cookie)).toBeUndefined();
});

test('a session lasts twelve hours at most', () => {
  const session = authenticator.begin(authenticator.byToken('secret of ada')!);
  now += 12 * 3600 * 1000 - 1;
  expect(authenticator.byCookie(session.cookie)).toMatchObject({ name: 'ada' });
  now += 1;
  expect(authenticator.byCookie(session.cookie)).toBeUndefined();
});

test('a session ends when its token is taken out of the configuration', () => {
  const { cookie } = authenticator.begin(authenticator.byToken('secret of ada')!);
  expect(new Authenticator(tokens, () => now).byCookie(cookie)).toMatchObject({ name: 'ada' });
  expect(new Authenticator(tokens.slice(1), () => now).byCookie(cookie)).toBeUndefined();
});

test('a cookie that was changed is nobody\'s', () => {
  const { cookie } = authenticator.begin(authenticator.byToken('secret of vic')!);
  const [id = '', , signature = ''] = cookie.split('.');
  for (const forged of [`${id}.9999999999999.${signature}`, `${cookie}x`, cookie.slice(1), `${id}..${signature}`, '', 'null']) expect(authenticator.byCookie(forged)).toBeUndefined();
});

test('the CSRF token belongs to one session', () => {
  const session = authenticator.begin(authenticator.byToken('secret of ada')!);
  now += 1;
  const other = authenticator.begin(authenticator.byToken('secret of ada')!);
  expect(authenticator.isCsrfToken(session.csrfToken, session.cookie)).toBe(true);
  expect(authenticator.isCsrfToken(other.csrfToken, session.cookie)).toBe(false);
  expect(authenticator.isCsrfToken('', session.cookie)).toBe(false);
});

test('a cookie says neither the token nor its hash', () => {
  const { cookie } = authenticator.begin(authenticator.byToken('secret of ada')!);
  expect(cookie).not.toContain(hash('secret of ada'));
  expect(cookie).not.toContain(Buffer.from(hash('secret of ada'), 'hex').toString('base64url'));
});
