import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unresolvedFeature } from '#contracts';
import { RepositoryReader, type ReaderOptions } from '#github';
import { StageBench, contextOf } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { startGithubEmulator, type GithubEmulator } from '../../../../tools/sandbox/github/emulator';
import { DiscoverStage } from './discover.stage';
import { FeatureAnswerer } from './feature-answer';
import { FeatureFinder } from './feature-finder';
import { PhaseFinder } from './phase-finder';

const token = 'github_pat_reader_of_everything';
const tasks = '# Tasks\n\n## Phase 1: Setup\n\n- [X] T001 Create it\n\n## Phase 2: Cart\n\n- [ ] T002 Add `src/cart.ts`\n- [ ] T003 Test it\n\n## Phase 3: Polish\n\n- [ ] T004 Review\n';
const done = '## Phase 1: All\n\n- [X] T001 Done\n';

describe('discover', () => {
  const directory = mkdtempSync(join(tmpdir(), 'specline-discover-'));
  let github: GithubEmulator;
  let bench: StageBench;
  let count = 0;

  beforeAll(async () => {
    github = await startGithubEmulator({ dataDir: directory, tokens: [{ kind: 'classic', value: token, login: 'acme', scopes: ['repo'] }, { kind: 'classic', value: 'ghp_stranger', login: 'stranger', scopes: ['repo'] }] });
  });
  beforeEach(() => { bench = new StageBench(); });
  afterEach(async () => {
    bench.close();
    await github.control.clearFaults();
  });
  afterAll(async () => {
    await github?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function repositoryWith(files: Record<string, string>, more: { private?: boolean } = {}): Promise<string> {
    count += 1;
    const repository = `acme/shop-${count}`;
    await github.control.createRepository({ repository, files: { 'README.md': '# Shop\n', ...files }, ...more });
    return repository;
  }
  const stageFor = (options: Partial<ReaderOptions> = {}): DiscoverStage => {
    const reader = new RepositoryReader({ apiUrl: github.apiUrl, allowed: [], token, timeoutMilliseconds: 2_000, ...options });
    return new DiscoverStage(new PhaseFinder(reader, new FeatureFinder(reader)));
  };
  const trial = (repository: string, change: { featureKey?: string; baseBranch?: string } = {}) => bench.start('discover', contextOf({ repository, featureKey: unresolvedFeature, ...change }));
  const discover = async (repository: string, change: Parameters<typeof trial>[1] = {}) => (await trial(repository, change)).run(stageFor());
  const failure = async (repository: string, change: Parameters<typeof trial>[1] = {}, options: Partial<ReaderOptions> = {}) => (await trial(repository, change)).failure(stageFor(options));

  describe('finds the next phase', () => {
    it('at the commit that the base branch holds, with its open tasks, its branch and the digest of the file', async () => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks });
      const found = await discover(repository, { featureKey: '003-cart' });
      const branches = await github.control.branches({ repository });
      expect(found).toMatchObject({
        featureKey: '003-cart', tasksFile: 'specs/003-cart/tasks.md', baseBranch: 'main', baseSha: branches['main'],
        phase: { title: 'Phase 2: Cart', ordinal: 2, firstTaskId: 'T002' }, branchName: 'specline/003-cart/phase-2-cart',
        openTasks: [{ id: 'T002', line: 9, files: ['src/cart.ts'] }, { id: 'T003', line: 10 }],
      });
      expect(found.tasksFileDigest).toBe(`sha256:${createHash('sha256').update(tasks).digest('hex')}`);
    });

    it('on the branch that the operator names, not on the default branch', async () => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': done });
      const { sha } = await github.control.commit({ repository, branch: 'release/2.x', files: { 'specs/003-cart/tasks.md': tasks }, from: 'main' });
      await expect(discover(repository, { baseBranch: 'release/2.x' })).resolves.toMatchObject({ baseBranch: 'release/2.x', baseSha: sha, phase: { title: 'Phase 2: Cart' } });
    });

    it('of the feature in .specify/feature.json when the operator names none', async () => {
      const repository = await repositoryWith({ 'specs/001-a/tasks.md': done, 'specs/002-b/tasks.md': tasks, '.specify/feature.json': '{"feature_directory":"specs/002-b/"}' });
      await expect(discover(repository)).resolves.toMatchObject({ featureKey: '002-b', tasksFile: 'specs/002-b/tasks.md' });
    });

    it('of the feature that the operator names, whatever .specify/feature.json says', async () => {
      const repository = await repositoryWith({ 'specs/001-a/tasks.md': tasks, 'specs/002-b/tasks.md': tasks, '.specify/feature.json': '{"feature_directory":"specs/002-b"}' });
      await expect(discover(repository, { featureKey: '001-a' })).resolves.toMatchObject({ featureKey: '001-a' });
    });

    it('of the only feature there is, without any .specify', async () => {
      await expect(discover(await repositoryWith({ 'specs/007-only/tasks.md': tasks }))).resolves.toMatchObject({ featureKey: '007-only' });
    });

    it('in a sub-directory of a monorepo', async () => {
      const repository = await repositoryWith({ 'services/cart/specs/003-cart/tasks.md': tasks, 'node_modules/x/specs/009-x/tasks.md': tasks });
      await expect(discover(repository)).resolves.toMatchObject({ featureDirectory: 'services/cart/specs/003-cart', featureKey: '003-cart' });
      await expect(discover(repository, { featureKey: '003-cart' })).resolves.toMatchObject({ tasksFile: 'services/cart/specs/003-cart/tasks.md' });
    });

    it('and says no_work when every task is done', async () => {
      const one = await trial(await repositoryWith({ 'specs/003-cart/tasks.md': done }));
      await expect(one.run(stageFor())).resolves.toMatchObject({ phase: null, openTasks: [], branchName: null });
      expect(one.answers()).toMatchObject([{ state: 'succeeded', next: 'none', outcome: 'no_work' }]);
    });

    it('in a private repository with a token that sees it', async () => {
      await expect(discover(await repositoryWith({ 'specs/003-cart/tasks.md': tasks }, { private: true }))).resolves.toMatchObject({ featureKey: '003-cart' });
    });
  });

  describe('says what is wrong in the repository', () => {
    it('several features and none named: all candidates', async () => {
      const repository = await repositoryWith({ 'specs/002-b/tasks.md': tasks, 'specs/001-a/tasks.md': tasks });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'feature.ambiguous', message: expect.stringContaining('001-a, 002-b'), details: { candidates: ['001-a', '002-b'] }, remediation: expect.stringContaining('featureKey') });
      await expect(new FeatureAnswerer(...answererParts()).answer({ repository })).resolves.toMatchObject({ failure: { code: 'feature.ambiguous' } });
    });

    it.each(['../../etc', '/etc', 'specs/../../x', 'specs\\003', 'specs/a\nb', './specs/003-cart'])('feature.json that points at %j', async (where) => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks, '.specify/feature.json': JSON.stringify({ feature_directory: where }) });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'feature.invalid', remediation: expect.stringContaining('.specify/feature.json') });
    });

    it('feature.json that points at a directory without tasks.md', async () => {
      const repository = await repositoryWith({ 'specs/001-a/tasks.md': tasks, '.specify/feature.json': '{"feature_directory":"specs/004-new"}' });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'tasks_file.missing', message: expect.stringContaining('specs/004-new/tasks.md') });
    });

    it.each(['not json', '[]', '{"feature_directory":7}', 'null'])('a feature.json of %j is no answer: the only feature is taken', async (content) => {
      await expect(discover(await repositoryWith({ 'specs/001-a/tasks.md': tasks, '.specify/feature.json': content }))).resolves.toMatchObject({ featureKey: '001-a' });
    });

    it('no specs at all, a feature that is not there, and one without tasks.md', async () => {
      const repository = await repositoryWith({ 'specs/001-a/spec.md': '# A\n' });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'tasks_file.missing' });
      await expect(failure(repository, { featureKey: '009-none' })).resolves.toMatchObject({ code: 'tasks_file.missing', message: expect.stringContaining('009-none') });
      await expect(failure(repository, { featureKey: '001-a' })).resolves.toMatchObject({ code: 'tasks_file.missing', message: expect.stringContaining('specs/001-a has no tasks.md') });
    });

    it.each([
      ['a fence that is never closed', '## Phase 1: A\n\n- [ ] T001 x\n\n```\n- [ ] T002 y\n', 5],
      ['no phase and no task', '# Tasks\n\nSoon.\n', 1],
      ['nothing', '', 1],
    ])('a tasks.md with %s, by its line', async (_what, content, line) => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': content });
      const found = await failure(repository);
      expect(found).toMatchObject({ code: 'tasks_file.malformed', retryable: false });
      expect(found.message).toContain(`specs/003-cart/tasks.md, line ${line}:`);
      expect(found.details?.['diagnostics']).not.toHaveLength(0);
    });

    it('a base branch that is not there', async () => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks });
      await expect(failure(repository, { baseBranch: 'nope' })).resolves.toMatchObject({ code: 'base_branch.missing', message: expect.stringContaining('nope') });
    });

    it.each(['main; rm -rf /', '$(id)', 'main\u3000', '`id`', '--upload-pack=x', 'a..b', 'refs/heads/main', 'x.lock', ''])('a base branch called %j is refused before GitHub is asked for it', async (baseBranch) => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks });
      await github.control.clearEffects();
      await expect(failure(repository, { baseBranch })).resolves.toMatchObject({ code: 'base_branch.invalid' });
      expect(Object.keys((await github.control.effects()).requests)).toEqual(['GET /repos/{owner}/{repo}']);
    });
  });

  describe('says what is wrong with the credential', () => {
    it('none: nothing is asked', async () => {
      const repository = await repositoryWith({});
      await github.control.clearEffects();
      await expect(failure(repository, {}, { token: undefined })).resolves.toMatchObject({ code: 'credential.github_missing', remediation: expect.stringContaining('GITHUB_READ_TOKEN') });
      expect((await github.control.effects()).requests).toEqual({});
    });

    it('a wrong one, without repeating it', async () => {
      const found = await failure(await repositoryWith({}), {}, { token: 'ghp_wrong_wrong_wrong' });
      expect(found).toMatchObject({ code: 'credential.github_rejected', retryable: false });
      expect(JSON.stringify(found)).not.toContain('ghp_wrong_wrong_wrong');
    });

    it('one that does not see the repository is told what it needs', async () => {
      const repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks }, { private: true });
      await expect(failure(repository, {}, { token: 'ghp_stranger' })).resolves.toMatchObject({ code: 'repository.not_found', remediation: expect.stringContaining('contents: read') });
    });

    it('a repository that is not there, and one that this installation may not touch', async () => {
      await expect(failure('acme/nowhere')).resolves.toMatchObject({ code: 'repository.not_found', message: expect.stringContaining('acme/nowhere') });
      await github.control.clearEffects();
      await expect(failure('evil/shop', {}, { allowed: ['acme/*'] })).resolves.toMatchObject({ code: 'repository.not_allowed' });
      expect((await github.control.effects()).requests).toEqual({});
    });
  });

  describe('survives GitHub', () => {
    let repository: string;
    beforeAll(async () => { repository = await repositoryWith({ 'specs/003-cart/tasks.md': tasks }); });
    const fault = (more: Omit<Parameters<GithubEmulator['control']['addFault']>[0], 'match'>, path = '/repos/') => github.control.addFault({ match: { path }, times: 100, ...more });

    it.each([500, 502, 503])('a status %i is github.unavailable and tried again', async (status) => {
      await fault({ status });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'github.unavailable', retryable: true, message: expect.stringContaining(String(status)) });
    });

    it('a connection that is dropped, and one that never answers, are github.unavailable and tried again', async () => {
      await fault({ dropConnection: true });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'github.unavailable', retryable: true });
      await github.control.clearFaults();
      await fault({ delayMs: 60_000 });
      await expect(failure(repository, {}, { timeoutMilliseconds: 300 })).resolves.toMatchObject({ code: 'github.unavailable', retryable: true, message: expect.not.stringContaining('status') });
    });

    it.each([['403', 403, '77', 77], ['429', 429, '77', 77], ['403 for a thousand years', 403, '1000000000', 3600]])('a rate limit (%s) says when to come back', async (_what, status, retryAfter, seconds) => {
      await fault({ status, headers: { 'retry-after': retryAfter }, body: { message: 'You have exceeded a secondary rate limit.' } });
      await expect(failure(repository)).resolves.toMatchObject({ code: 'github.rate_limited', retryable: true, details: { retryAfterSeconds: seconds } });
    });

    it('a used-up budget says when it is filled again', async () => {
      await github.control.setRateLimit({ token, remaining: 0, resetInSeconds: 120 });
      const found = await failure(repository);
      await github.control.setRateLimit({ token, remaining: 5000 });
      expect(found).toMatchObject({ code: 'github.rate_limited', retryable: true });
      expect(found.details?.['retryAfterSeconds']).toBeGreaterThan(100);
      expect(found.details?.['retryAfterSeconds']).toBeLessThanOrEqual(120);
    });

    it('a short wait that GitHub asks for is waited for', async () => {
      await fault({ status: 403, headers: { 'retry-after': '1' }, body: { message: 'You have exceeded a secondary rate limit.' }, times: 1 });
      const before = Date.now();
      await expect(discover(repository)).resolves.toMatchObject({ featureKey: '003-cart' });
      expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
    });

    it('a renamed repository is repository.moved', async () => {
      const old = await repositoryWith({ 'specs/003-cart/tasks.md': tasks });
      await github.control.updateRepository({ repository: old, rename: `${old}-renamed` });
      await expect(failure(old)).resolves.toMatchObject({ code: 'repository.moved', retryable: false, remediation: expect.stringContaining('present name') });
    });

    it.each([301, 302, 307, 308])('a redirect (%i) to another host is not followed, and the token goes nowhere', async (status) => {
      const seen: unknown[] = [];
      const elsewhere = createServer((request, response) => { seen.push(request.headers); response.end('{}'); });
      await new Promise<void>((resolve) => { elsewhere.listen(0, '127.0.0.1', resolve); });
      await fault({ status, headers: { location: `http://localhost:${(elsewhere.address() as AddressInfo).port}/x` }, body: { message: 'Moved' } });
      const found = await failure(repository);
      elsewhere.close();
      expect(found).toMatchObject({ code: 'repository.moved' });
      expect(seen).toEqual([]);
    });

    it.each([
      ['HTML', '<html>Unicorn!</html>', {}],
      ['broken JSON', '{"full_name": "acme/', { 'content-type': 'application/json; charset=utf-8' }],
      ['JSON of another kind', { hello: 'world' }, {}],
      ['JSON with other types', { full_name: 7, default_branch: null, name: [], commit: 'x', tree: 'y' }, {}],
      ['nothing', '', {}],
    ])('an answer of %s, at any step, is github.unavailable', async (_what, body, headers) => {
      for (const path of [`/repos/${repository}$`, '/branches/', '/git/trees/']) {
        await fault({ status: 200, body, headers }, path);
        await expect(failure(repository)).resolves.toMatchObject({ code: 'github.unavailable', retryable: true });
        await github.control.clearFaults();
      }
    });
  });

  function answererParts(): ConstructorParameters<typeof FeatureAnswerer> {
    const reader = new RepositoryReader({ apiUrl: github.apiUrl, allowed: [], token });
    return [reader, new FeatureFinder(reader)];
  }
});
