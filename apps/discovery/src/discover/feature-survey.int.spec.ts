import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryReader } from '#github';
import { startGithubEmulator, type GithubEmulator } from '../../../../tools/sandbox/github/emulator';
import { FeatureFinder } from './feature-finder';
import { FeatureSurvey } from './feature-survey';

const token = 'github_pat_reader_of_everything';
const directory = mkdtempSync(join(tmpdir(), 'specline-survey-'));
let github: GithubEmulator;

beforeAll(async () => {
  github = await startGithubEmulator({ dataDir: directory, tokens: [{ kind: 'classic', value: token, login: 'acme', scopes: ['repo'] }] });
});
afterAll(async () => {
  await github?.close();
  rmSync(directory, { recursive: true, force: true });
});

class CountingReader extends RepositoryReader {
  files = 0;

  override file(...place: Parameters<RepositoryReader['file']>) {
    this.files += 1;
    return super.file(...place);
  }
}
const readerOf = () => new CountingReader({ apiUrl: github.apiUrl, allowed: [], token });

test('every feature is there with its phases, its remarks and the phase that a run would take', async () => {
  const repository = 'acme/many';
  await github.control.createRepository({ repository, files: {
    'specs/002-b/tasks.md': '# Tasks\n\n## Phase 1: Setup\n\n- [X] T001 Create it\n- [ ] ~~T009 Not any more~~\n\n## Phase 2: Cart\n\n- [X] T002 Add\n- [ ] T003 Test\n',
    'specs/001-a/tasks.md': '## Phase 1: All\n\n- [X] T001 Done\n', 'packages/x/specs/003-c/tasks.md': 'nothing here\n', 'specs/004-d/plan.md': '# Plan\n',
  } });
  const found = await new FeatureSurvey(readerOf(), new FeatureFinder(readerOf())).of({ repository });
  const branches = await github.control.branches({ repository });
  expect(found).toMatchObject({ repository, baseBranch: 'main', baseSha: branches['main'], truncated: false });
  expect(found.features.map(({ featureKey, current }) => [featureKey, current])).toEqual([['001-a', null], ['002-b', 'phase-2-cart'], ['003-c', null]]);
  expect(found.features[1]?.phases).toMatchObject([{ slug: 'phase-1-setup', ordinal: 1, title: 'Phase 1: Setup', done: 1, total: 1, firstTaskId: 'T001' }, { slug: 'phase-2-cart', done: 1, total: 2 }]);
  expect(found.features[2]).toMatchObject({ tasksFile: 'packages/x/specs/003-c/tasks.md', phases: [], diagnostics: [{ severity: 'error' }] });
});

test('a commit is read once', async () => {
  const repository = 'acme/again';
  await github.control.createRepository({ repository, files: { 'specs/001-a/tasks.md': '## Phase 1\n\n- [ ] T001 Do\n' } });
  const reader = readerOf();
  const survey = new FeatureSurvey(reader, new FeatureFinder(reader));
  const first = await survey.of({ repository });
  expect(await survey.of({ repository })).toEqual(first);
  expect(reader.files).toBe(1);
  await github.control.commit({ repository, branch: 'main', files: { 'specs/001-a/tasks.md': '## Phase 1\n\n- [X] T001 Do\n' } });
  expect((await survey.of({ repository })).features).toMatchObject([{ current: null }]);
  expect(reader.files).toBe(2);
});

test('more features than one answer holds are cut, and that is said', async () => {
  const repository = 'acme/huge';
  const phases = Array.from({ length: 100 }, (_, index) => `## Phase ${index + 1}: ${'long '.repeat(80)}\n\n- [ ] T${String(index).padStart(3, '0')} Do\n`).join('\n');
  await github.control.createRepository({ repository, files: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`specs/${String(index).padStart(3, '0')}-f/tasks.md`, phases])) });
  const reader = readerOf();
  const found = await new FeatureSurvey(reader, new FeatureFinder(reader)).of({ repository });
  expect(found.truncated).toBe(true);
  expect(found.features.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(1_000_000);
});
