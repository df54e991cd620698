import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLogin } from './login-age';

const now = new Date('2026-03-10T00:00:00.000Z');
let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'specline-login-')); });
afterEach(() => rmSync(home, { recursive: true, force: true }));
const find = (text?: string, environment: Record<string, string> = {}) => {
  if (text !== undefined) writeFileSync(join(home, 'auth.json'), text);
  return findLogin(home, environment, now);
};

test('a sign-in tells its age and nothing of its tokens', async () => {
  const found = await find('{"last_refresh":"2026-03-07T12:00:00Z","tokens":{"access_token":"secret-secret-secret"}}');
  expect(found).toEqual({ ok: true, detail: 'signed in, refreshed 2 days ago', details: { refreshedAt: '2026-03-07T12:00:00.000Z', ageDays: 2 } });
});

test('without a sign-in the way to one is told, unless the environment carries a token', async () => {
  expect(await find()).toMatchObject({ ok: false, code: 'credential.codex_missing', remediation: expect.stringContaining('codex login') });
  expect(await find(undefined, { CODEX_ACCESS_TOKEN: 'x' })).toMatchObject({ ok: true });
  expect(await find('{broken')).toMatchObject({ ok: false, code: 'credential.codex_missing' });
  expect(await find('{}')).toMatchObject({ ok: true });
});
