// What people and agents get wrong: each is refused or failed with what to do, and GitHub sees nothing of it.
import type { RunView } from '#contracts';
import { runsPath } from '#contracts';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';

const repository = 'acme/odd';
const hostile = ['git_config', 'parent_directory', 'absolute_path', 'symlink', 'submodule', 'workflow'] as const;
const features = [...hostile.map((_, index) => `10${index}-hostile`), '200-answer-lost'];
const collaborators = { 'specline-bot': 'write', 'specline-reader': 'read' } as const;
const openTask = (file: string): string => `## Phase 1: Setup\n\n- [ ] T001 Create ${file}\n`;

describe('bad input', () => {
  let specline: TestInstallation;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const create = (name: string, files: Record<string, string>) => github().createRepository({ repository: name, files, message: 'Plan', collaborators });
  const pushes = async () => Object.keys((await github().effects()).pushes);

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository, 'acme/plain'] });
    await create(repository, featureFiles(features));
  }, 120_000);
  afterEach(async () => {
    cloud().forgetBehaviours();
    await github().clearFaults();
  });
  afterAll(() => specline?.end(), 60_000);

  describe('in the request', () => {
    it.each([
      ['repository', '-rf/web'], ['repository', 'acme/--upload-pack=x'], ['repository', 'acme/../web'], ['repository', 'acme/web.git;id'], ['repository', 'https://github.com/acme/web'],
      ['featureKey', '../../etc'], ['featureKey', '-x'], ['featureKey', 'a b'], ['featureKey', '$(id)'],
      ['baseBranch', 'my branch'], ['baseBranch', '$(id)'], ['baseBranch', '--upload-pack=id'], ['baseBranch', 'a..b'], ['baseBranch', 'main;id'], ['baseBranch', 'refs/heads/main\n'],
      ['attempts', 9], ['colour', 'red'],
    ])('%s %j is 400 and names the field', async (field, value) => {
      const { status, body } = await specline.post(`/${runsPath}`, { repository, featureKey: features[0], [field]: value });
      expect(status).toBe(400);
      expect(JSON.stringify(body.errors ?? body.detail)).toContain(field);
      expect(body.remediation).toBeTruthy();
    });

    it('no such request has begun a run', async () => {
      expect((await specline.get(`/${runsPath}`)).body).toMatchObject({ items: [] });
    });
  });

  describe('in the repository', () => {
    it('one that GitHub does not show is repository.not_found', async () => {
      const run = await specline.finish({ repository: 'acme/nowhere', featureKey: '001-x' });
      expect(run).toMatchObject({ status: 'failed', phase: 'discover', failure: { code: 'repository.not_found' } });
      expect(run.failure?.remediation).toMatch(/Check the repository's name/);
    });

    it('one without .specify works as long as specs/*/tasks.md is there', async () => {
      await create('acme/plain', { 'specs/001-only/tasks.md': openTask('src/only.ts') });
      expect(await specline.finish({ repository: 'acme/plain' })).toMatchObject({ status: 'succeeded', featureKey: '001-only' });
    });

    it('one that was never planned is tasks_file.missing', async () => {
      await create('acme/unplanned', { 'README.md': '# Nothing yet\n' });
      const run = await specline.finish({ repository: 'acme/unplanned' });
      expect(run).toMatchObject({ status: 'failed', phase: 'discover', failure: { code: 'tasks_file.missing' } });
      expect(run.failure?.remediation).toMatch(/Spec Kit/);
    });

    it('one with several features asks which is meant, by name', async () => {
      await create('acme/both', { 'specs/001-a/tasks.md': openTask('a.ts'), 'specs/002-b/tasks.md': openTask('b.ts') });
      const run = await specline.finish({ repository: 'acme/both' });
      expect(run.failure).toMatchObject({ code: 'feature.ambiguous', details: { candidates: ['001-a', '002-b'] } });
      expect(run.failure?.remediation).toMatch(/featureKey/);
    });

    it('a tasks.md that cannot be understood is tasks_file.malformed with the line', async () => {
      await create('acme/malformed', { 'specs/001-a/tasks.md': '# Tasks\n\n## Phase 1: Setup\n\n- [X] T001 Create a.ts\n\n## Checklist\n\n- [ ] T001 Create a.ts\n' });
      const run = await specline.finish({ repository: 'acme/malformed' });
      expect(run).toMatchObject({ status: 'failed', phase: 'discover', failure: { code: 'tasks_file.malformed' } });
      expect(run.failure?.message).toMatch(/specs\/001-a\/tasks\.md, line 9\b/);
    });
  });

  describe('in the agent\'s patch', () => {
    const findings: Record<string, string> = {};

    it.each(hostile.map((patch, index) => [patch, features[index]!] as const))('%s is patch.rejected and nothing is pushed', async (patch, featureKey) => {
      cloud().behave({ behaviour: { kind: 'hostile', patch }, tasks: 1 });
      const run: RunView = await specline.finish({ repository, featureKey });
      findings[patch] = run.failure?.message ?? run.status;
      expect(run).toMatchObject({ status: 'failed', phase: 'apply', failure: { code: 'patch.rejected' } });
      expect(run.failure?.remediation).toBeTruthy();
      expect(run.artifacts?.map(({ artifactType }) => artifactType)).toContain('codex_patch');
      expect((await pushes()).filter((ref) => ref.startsWith(repository))).toEqual([]);
    });

    it('each refusal tells its own reason', () => expect(new Set(Object.values(findings)).size).toBe(hostile.length));
  });

  describe('in GitHub\'s answer', () => {
    it('a 502 after the pull request was made ends in one pull request', async () => {
      await github().addFault({ match: { method: 'POST', path: `/repos/${repository}/pulls$` }, after: true, status: 502 });
      const run = await specline.finish({ repository, featureKey: '200-answer-lost' });
      expect(run.failure ?? run.status).toBe('succeeded');
      const pulls = await github().pullRequests({ repository });
      expect(pulls.map(({ number, head }) => [number, head.branch])).toEqual([[run.prNumber, run.branchName]]);
      expect((await github().effects()).counts[`${repository} pull_request_opened`]).toBe(1);
    });
  });
});
