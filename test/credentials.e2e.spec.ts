// Credentials that are missing, wrong or too weak: the run stops before any effect and says what to do; and no credential ever leaks.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '#contracts';
import { runsPath } from '#contracts';
import type { Permissions } from '../tools/sandbox/github/tokens';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { textsOf } from './kept-texts.fixture';

const repository = 'acme/vault';
const features = ['001-one', '002-two', '003-three'];
const collaborators = { 'specline-bot': 'write', 'specline-reader': 'read' } as const;

async function installed(options: Parameters<typeof startInstallation>[0] = {}): Promise<TestInstallation> {
  const specline = await startInstallation({ repositories: [repository], ...options });
  await specline.sandbox!.github.control.createRepository({ repository, private: true, files: featureFiles(features), message: 'Plan', collaborators });
  return specline;
}

/** A token's kind and rights. */
type Judged = { kind: 'classic'; scopes: string[] } | { kind: 'fine-grained'; repositories: Record<string, Permissions> };

/** What a run has changed at GitHub; the planning commit is the test's own. */
async function effectsOn(specline: TestInstallation): Promise<string[]> {
  const { effects } = await specline.sandbox!.github.control.effects();
  return effects.filter((effect) => effect.repository === repository && effect.by !== 'control').map(({ kind, subject }) => `${kind} ${subject}`);
}

/** Retries the run and waits for its next failure; resolves to the run and the seconds until then. */
async function retried(specline: TestInstallation, id: string): Promise<{ run: RunView; seconds: number }> {
  const since = performance.now();
  const { status } = await specline.post(`/${runsPath}/${id}/retry`, { mode: 'resume_failed_task' });
  expect(status).toBe(202);
  return { run: await specline.over(id), seconds: (performance.now() - since) / 1000 };
}

describe('the publisher has no GitHub token', () => {
  let specline: TestInstallation;
  beforeAll(async () => { specline = await installed({ settingsOf: { publisher: { GH_TOKEN: undefined } } }); }, 120_000);
  afterAll(() => specline?.end(), 60_000);

  it('the run fails at publish with what to set, nothing is pushed, and a retry says the same within 5 s', async () => {
    const failed = await specline.finish({ repository, featureKey: '001-one' });
    expect(failed).toMatchObject({ status: 'failed', phase: 'publish', failure: { code: 'credential.github_missing' } });
    expect(failed.failure?.remediation).toMatch(/GH_TOKEN.*contents: write.*pull requests: write/);
    const { run, seconds } = await retried(specline, failed.id);
    expect(run).toMatchObject({ status: 'failed', attempt: 2, failure: { code: 'credential.github_missing', remediation: failed.failure?.remediation } });
    expect(seconds).toBeLessThan(5);
    expect(await effectsOn(specline)).toEqual([]);
    expect(specline.sandbox!.cloud.control.effects().tasksCreated).toBe(1);
  });
});

describe('the publisher has a token that GitHub judges', () => {
  let specline: TestInstallation;
  const value = `ghp_${randomBytes(18).toString('hex')}`;
  const put = (token: Judged) => specline.sandbox!.github.control.putToken({ value, login: 'specline-bot', ...token });

  beforeAll(async () => { specline = await installed({ settingsOf: { publisher: { GH_TOKEN: value } } }); }, 120_000);
  afterAll(() => specline?.end(), 60_000);

  it('a token that GitHub does not know is credential.github_rejected before anything is pushed', async () => {
    const run = await specline.finish({ repository, featureKey: '001-one' });
    expect(run).toMatchObject({ status: 'failed', phase: 'publish', failure: { code: 'credential.github_rejected' } });
    expect(run.failure?.remediation).toMatch(/Set a new one/);
    expect(await effectsOn(specline)).toEqual([]);
  });

  it.each<[string, string, Judged, RegExp]>([
    ['a classic token without scopes on a private repository', '001-one', { kind: 'classic', scopes: [] }, /credential\.github_scope|repository\.not_found/],
    ['a token that may only read', '002-two', { kind: 'fine-grained', repositories: { [repository]: { metadata: 'read', contents: 'read', pull_requests: 'read' } } }, /credential\.github_scope/],
    ['a token that may push but open no pull request', '003-three', { kind: 'fine-grained', repositories: { [repository]: { metadata: 'read', contents: 'write', pull_requests: 'read' } } }, /credential\.github_scope/],
  ])('%s fails with what it needs, and nothing is pushed', async (_name, featureKey, token, code) => {
    await put(token);
    const run = await specline.finish({ repository, featureKey });
    expect(run).toMatchObject({ status: 'failed', phase: 'publish' });
    expect(run.failure?.code).toMatch(code);
    expect(run.failure?.remediation).toContain('contents: write and pull requests: write');
    expect(await effectsOn(specline)).toEqual([]);
  });

  it('a retry with a good token goes through, without asking Codex again', async () => {
    await put({ kind: 'fine-grained', repositories: { [repository]: { metadata: 'read', contents: 'write', pull_requests: 'write' } } });
    const { body } = await specline.get(`/${runsPath}?featureKey=003-three`) as unknown as { body: { items: RunView[] } };
    const tasks = specline.sandbox!.cloud.control.effects().tasksCreated;
    const { run } = await retried(specline, body.items[0]!.id);
    expect(run.failure ?? run.status).toBe('succeeded');
    expect(specline.sandbox!.cloud.control.effects().tasksCreated).toBe(tasks);
  });
});

describe('the Codex login was revoked', () => {
  let specline: TestInstallation;
  beforeAll(async () => { specline = await installed(); }, 120_000);
  afterAll(() => specline?.end(), 60_000);

  it('none of the secrets in use occurs in facts, rows, artifacts, logs or pull requests', async () => {
    const run = await specline.finish({ repository, featureKey: '001-one' });
    expect(run.status).toBe('succeeded');
    const { settings, settingsOf } = specline.options;
    const { tokens } = JSON.parse(readFileSync(join(settings.CODEX_HOME!, 'auth.json'), 'utf8')) as { tokens: Record<string, string> };
    const secrets = [settings.GITHUB_READ_TOKEN!, settingsOf!.publisher!.GH_TOKEN!, specline.operator.token, tokens.access_token!, tokens.refresh_token!, new URL(specline.options.databaseUrl).password, new URL(specline.options.natsUrl('publisher')).password];
    expect(secrets.every((secret) => secret.length >= 16)).toBe(true);
    const places = await textsOf(specline, run.id, repository);
    for (const [place, text] of Object.entries(places)) {
      expect(text.length).toBeGreaterThan(100);
      for (const secret of secrets) for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]) expect([place, text.includes(form)]).toEqual([place, false]);
    }
  });

  it('the run fails at submit with credential.codex_rejected, its audit says invalid, and no task is made', async () => {
    const { control } = specline.sandbox!.cloud;
    const before = control.effects().tasksCreated;
    control.revokeLogins();
    const run = await specline.finish({ repository, featureKey: '002-two' });
    expect(run).toMatchObject({ status: 'failed', phase: 'submit', failure: { code: 'credential.codex_rejected' }, credentialAudit: { codexStatus: 'invalid' } });
    expect(run.failure?.remediation).toMatch(/codex login/);
    const { run: again, seconds } = await retried(specline, run.id);
    expect(again).toMatchObject({ status: 'failed', attempt: 2, failure: { code: 'credential.codex_rejected' } });
    expect(seconds).toBeLessThan(5);
    expect(control.effects().tasksCreated).toBe(before);
  });
});
