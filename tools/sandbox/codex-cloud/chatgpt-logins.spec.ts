import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatGptLogins } from './chatgpt-logins';

const NOW = 1_000_000;
const LATER = NOW + 60_000;

describe('ChatGPT logins', () => {
  let directory: string;
  let logins: ChatGptLogins;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'logins-'));
    logins = new ChatGptLogins(join(directory, 'logins.json'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('a bearer is good until it expires, and anything else is refused with its reason', () => {
    const { accessToken, accountId } = logins.signIn(LATER);
    expect(logins.check(accessToken, NOW)).toEqual({ ok: true, accountId });
    expect(logins.check(accessToken, LATER)).toEqual({ ok: false, reason: 'expired' });
    expect(logins.check('forged', NOW)).toEqual({ ok: false, reason: 'unknown' });
    expect(logins.check(undefined, NOW)).toEqual({ ok: false, reason: 'missing' });
  });

  test('a refresh token works once; its second use ends the login for everybody', () => {
    const first = logins.signIn(LATER);
    const answer = logins.refresh(first.refreshToken, NOW, LATER);
    if (!answer.ok) throw new Error(answer.code);
    expect(logins.check(answer.tokens.accessToken, NOW)).toMatchObject({ ok: true });
    expect(logins.refresh(first.refreshToken, NOW, LATER)).toEqual({ ok: false, code: 'refresh_token_reused' });
    expect(logins.check(answer.tokens.accessToken, NOW)).toEqual({ ok: false, reason: 'revoked' });
    expect(logins.refresh(answer.tokens.refreshToken, NOW, LATER)).toEqual({ ok: false, code: 'refresh_token_invalidated' });
  });

  test('one account’s mistake leaves another signed in, revoking all does not', () => {
    const [careless, careful] = [logins.signIn(LATER), logins.signIn(LATER)];
    logins.refresh(careless.refreshToken, NOW, LATER);
    logins.refresh(careless.refreshToken, NOW, LATER);
    expect(logins.check(careful.accessToken, NOW)).toMatchObject({ ok: true });
    logins.revokeAll();
    expect(logins.check(careful.accessToken, NOW)).toMatchObject({ ok: false });
  });

  test('logins and used refresh tokens are known to the next process', () => {
    const { accessToken, refreshToken } = logins.signIn(LATER);
    logins.refresh(refreshToken, NOW, LATER);
    const next = new ChatGptLogins(join(directory, 'logins.json'));
    expect(next.check(accessToken, NOW)).toMatchObject({ ok: true });
    expect(next.refresh(refreshToken, NOW, LATER)).toEqual({ ok: false, code: 'refresh_token_reused' });
  });
});
