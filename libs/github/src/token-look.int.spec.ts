import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGithubEmulator, type GithubEmulator } from '../../../tools/sandbox/github/emulator';
import { createOctokit } from './octokit';
import { findToken } from './token-look';

const directory = mkdtempSync(join(tmpdir(), 'specline-token-'));
const missing = { code: 'credential.github_missing', message: 'no token is set', remediation: 'Set one.' };
let github: GithubEmulator;

beforeAll(async () => {
  github = await startGithubEmulator({ dataDir: directory, tokens: [{ kind: 'classic', value: 'ghp_right', login: 'acme', scopes: ['repo', 'read:org'] }] });
});
afterAll(async () => {
  await github?.close();
  rmSync(directory, { recursive: true, force: true });
});
const find = (token?: string, apiUrl = github.apiUrl) => findToken(token === undefined ? undefined : createOctokit({ token, apiUrl, timeoutMilliseconds: 1000 }), 'contents: read', missing);

test('a token tells its scopes and what is left of its hour, at no cost', async () => {
  const first = await find('ghp_right');
  expect(first).toMatchObject({ ok: true, details: { scopes: 'repo, read:org', limit: expect.any(Number), resetAt: expect.stringMatching(/Z$/) } });
  expect((await find('ghp_right')).details?.['remaining']).toBe(first.details?.['remaining']);
});

test('no token, a wrong one, and a GitHub that is away are told apart', async () => {
  expect(await find()).toEqual({ ok: false, code: missing.code, detail: missing.message, remediation: missing.remediation });
  expect(await find('ghp_wrong')).toMatchObject({ ok: false, code: 'credential.github_rejected' });
  expect(await find('ghp_right', 'http://127.0.0.1:1')).toMatchObject({ ok: false, code: 'github.unavailable' });
});
