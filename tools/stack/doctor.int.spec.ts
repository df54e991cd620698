// The doctor before the emulators: what GitHub and Codex Cloud say of credentials, asked of both and with the real Codex program.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { shop, startBench, tokens, type Bench } from '../sandbox/github/emulator.fixture';
import { startEmulatedCloud, type EmulatedCloud } from '../sandbox/codex-cloud/emulated-cloud.fixture';
import { newKey } from '../../libs/github/src/emulated-app.fixture';
import { examine, exitCodeOf, type Finding } from './doctor';
import { codexChecks } from './doctor/codex';
import { githubChecks } from './doctor/github';
import { serverChecks } from './doctor/servers';

const keys = newKey();
const app = { id: 7, slug: 'specline', publicKey: keys.publicKey, installations: [{ id: 70, account: 'acme', repositories: { [shop]: { contents: 'write', pull_requests: 'write' } as const } }] };
let bench: Bench;
let cloud: EmulatedCloud;
let usual: NodeJS.ProcessEnv;

beforeAll(async () => {
  [bench, cloud] = await Promise.all([startBench({ apps: [app] }), startEmulatedCloud()]);
  const { emulator } = bench;
  await emulator.control.createRepository({ repository: shop, files: { 'README.md': '# Shop\n' } });
  usual = {
    PATH: process.env.PATH, HOME: bench.folder, ...cloud.emulator.environmentVariables(), CODEX_HOME: cloud.codexHome, NO_PROXY: '127.0.0.1',
    GITHUB_API_URL: emulator.apiUrl, GITHUB_SERVER_URL: emulator.serverUrl, GH_TOKEN: tokens.repo.value, CODEX_ENV: 'env-web', SPECLINE_ALLOWED_REPOSITORIES: `${shop},acme/*`,
  };
}, 60_000);
afterAll(async () => { await Promise.all([bench.close(), cloud.close()]); });

const asked = async (changes: NodeJS.ProcessEnv = {}): Promise<Finding[]> => examine({ ...usual, ...changes }, (patient) => [...githubChecks(patient), ...codexChecks(patient)]);
const named = (findings: Finding[], name: string): Finding => findings.find((one) => one.name === name)!;

it('finds nothing missing where credentials hold, and asks for each repository that is no glob', async () => {
  const findings = await asked();
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(findings.map(({ name }) => name)).toEqual(['what would start', 'GitHub token', `GitHub: ${shop}`, 'Codex program', 'Codex Cloud: env-web']);
  expect(named(findings, 'GitHub token').detail).toBe('of acme, a classic token with the scopes repo');
  expect(exitCodeOf(findings)).toBe(0);
});

it('says which scope or access a token lacks', async () => {
  expect(named(await asked({ GH_TOKEN: tokens.unscoped.value }), `GitHub: ${shop}`)).toMatchObject({ ok: false, needed: true, remediation: expect.stringContaining('scope "repo"') as string });
  expect(named(await asked({ GH_TOKEN: tokens.stranger.value }), `GitHub: ${shop}`).ok).toBe(false);
  expect(named(await asked({ GH_TOKEN: tokens.writer.value }), `GitHub: ${shop}`)).toMatchObject({ ok: true, detail: expect.stringContaining('only at a push') as string });
});

it('says that a token is not accepted, without showing it', async () => {
  const findings = await asked({ GH_TOKEN: 'ghp_made_up_and_wrong_0123456789' });
  expect(named(findings, 'GitHub token')).toMatchObject({ ok: false, detail: expect.stringContaining('does not accept the credential') as string });
  expect(JSON.stringify(findings)).not.toContain('made_up');
  expect(exitCodeOf(findings)).toBe(1);
});

it('asks for a token of the GitHub App for each repository that is named', async () => {
  const app = (GITHUB_APP_PRIVATE_KEY = keys.privateKey) => asked({ GH_TOKEN: '', GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY });
  const findings = await app();
  expect([named(findings, 'GitHub App').detail, named(findings, `GitHub: ${shop}`).detail]).toEqual(['GitHub App specline, installed on acme', 'the App may push and open pull requests']);
  const wrong = await app(newKey().privateKey);
  expect(named(wrong, `GitHub: ${shop}`)).toMatchObject({ ok: false, needed: true, remediation: expect.stringContaining('GITHUB_APP_PRIVATE_KEY') as string });
  expect(JSON.stringify([findings, wrong])).not.toMatch(/PRIVATE KEY-|ghs_/);
});

it('asks for the token that only reads by itself', async () => {
  const findings = await asked({ GITHUB_READ_TOKEN: tokens.reader.value });
  expect(named(findings, `GitHub: reading ${shop}`)).toMatchObject({ ok: true, detail: 'can be read' });
});

it('says that nobody is signed in to Codex Cloud', async () => {
  const finding = named(await asked({ CODEX_HOME: bench.folder }), 'Codex Cloud: env-web');
  expect(finding).toMatchObject({ ok: false, needed: true, remediation: expect.stringContaining('codex login') as string });
});

it('says that the account has no environment of that name', async () => {
  const finding = named(await asked({ CODEX_ENVS: 'acme/web=env-web,acme/shop=env-nowhere' }), 'Codex Cloud: env-nowhere');
  expect(finding).toMatchObject({ ok: false, detail: expect.stringContaining('no Codex environment of that id') as string });
});

it('needs no credential for the sandbox', async () => {
  const findings = await asked({ GH_TOKEN: '', CODEX_ENV: '' });
  expect(findings.filter(({ ok }) => !ok).map(({ name, needed }) => ({ name, needed }))).toEqual([{ name: 'GitHub token', needed: false }, { name: 'Codex Cloud', needed: false }]);
  expect(exitCodeOf(findings)).toBe(0);
});

describe('servers that the operator named', () => {
  const lookedAt = async (greeting: string): Promise<Finding[]> => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(greeting)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const findings = await examine({ ...usual, NATS_URL: `nats://user:word@127.0.0.1:${port}`, DATABASE_URL: `postgres://user:word@127.0.0.1:${port}/specline` }, serverChecks);
    server.close();
    return findings;
  };

  it('are known by how they introduce themselves', async () => {
    const findings = await lookedAt('INFO {"version":"2.12.3","jetstream":true}\r\n');
    expect(named(findings, 'NATS')).toMatchObject({ ok: true, detail: expect.stringMatching(/^nats-server 2\.12\.3 at 127\.0\.0\.1:\d+$/) as string });
    expect(named(findings, 'PostgreSQL')).toMatchObject({ ok: false, needed: true, remediation: expect.stringContaining('DATABASE_URL') as string });
  });

  it('are refused when too old, without JetStream, or something else', async () => {
    expect(named(await lookedAt('INFO {"version":"2.10.1","jetstream":true}\r\n'), 'NATS').detail).toContain('2.10.1 is older than 2.12');
    expect(named(await lookedAt('INFO {"version":"2.12.3"}\r\n'), 'NATS').detail).toContain('without JetStream');
    expect(named(await lookedAt('HTTP/1.1 400 Bad Request\r\n\r\n'), 'NATS').detail).toContain('does not answer as a NATS server');
  });
});
