import { createOctokit } from './octokit';
import { findCredential } from './credential-of';
import { EmulatedApp, newKey } from './emulated-app.fixture';
import { reading, writing } from './github-app';

const missing = { code: 'credential.github_missing', message: 'nothing is set', remediation: 'Set one.' };
let bench: EmulatedApp;
beforeAll(async () => { bench = await EmulatedApp.start(); });
beforeEach(() => bench.install());
afterAll(() => bench?.close());

const find = (change: Partial<Parameters<typeof findCredential>[0]> = {}) => findCredential({ token: undefined, ...bench.options(), ...change }, missing);
const second = (suspended: boolean) => bench.github.control.putInstallation({ app: 7, installation: { id: 80, account: 'umbrella', repositories: {}, suspended } });

test('a GitHub App says its name and where it is installed, and no token is made for that', async () => {
  expect(await find()).toEqual({ ok: true, detail: 'GitHub App specline, installed on acme', details: { app: 'specline', installations: 1 } });
  expect(await bench.made()).toBe(0);
});

test('a token that is set is what is looked at, and without either it is missing', async () => {
  await bench.github.control.putToken({ kind: 'classic', value: 'ghp_somebody', login: 'acme', scopes: ['repo'] });
  expect(await find({ token: 'ghp_somebody' })).toMatchObject({ ok: true, detail: expect.stringContaining('a token is set') as string });
  expect(await find({ app: undefined })).toMatchObject({ ok: false, code: missing.code });
  expect((await createOctokit({ apiUrl: bench.github.apiUrl, token: 'ghp_somebody' }).rest.users.getAuthenticated()).data.login).toBe('acme');
});

test('what is wrong with the App is found by its code, before any run meets it', async () => {
  const app = { id: '7', privateKey: newKey().privateKey };
  expect(await find({ app })).toMatchObject({ ok: false, code: 'credential.github_app_key' });
  expect(await find({ app: { ...app, id: '9' } })).toMatchObject({ ok: false, code: 'credential.github_app_unknown' });
  await bench.install({ contents: 'read' });
  expect(await find({ permissions: writing })).toMatchObject({ ok: false, code: 'credential.github_app_permission', detail: 'The GitHub App specline lacks contents: write and pull requests: write on acme.' });
  expect(await find({ permissions: reading })).toMatchObject({ ok: true });
  await bench.install(undefined, true);
  expect(await find()).toMatchObject({ ok: false, code: 'credential.github_app_suspended', remediation: expect.stringContaining('suspension') as string });
  expect(await find({ apiUrl: 'http://127.0.0.1:1' })).toMatchObject({ ok: false, code: 'github.unavailable' });
});

test('an App that is installed nowhere says where to install it', async () => {
  bench.app.installations = [];
  expect(await find()).toMatchObject({ ok: false, code: 'credential.github_app_not_installed', remediation: expect.stringContaining('/apps/specline/installations/new') as string });
});

test('of several installations one that cannot be used is told, and the others work', async () => {
  await second(true);
  expect(await find()).toMatchObject({ ok: true, detail: 'GitHub App specline, installed on acme; The installation of the GitHub App specline on umbrella is suspended.' });
  bench.app.installations = [];
});
