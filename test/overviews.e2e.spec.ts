// What people look at before and beside single runs, on a whole installation: preview, features, board, health, insight.
import { boardPath, healthPath, insightPath, repositoriesPath, runsPath, type Board, type Health, type Insight, type RepositoryFeatures, type RunPreview } from '#contracts';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { until } from '../tools/stack/until';

const repository = 'acme/overview';
let specline: TestInstallation;

beforeAll(async () => {
  specline = await startInstallation({ repositories: [repository] });
  await specline.sandbox!.github.control.createRepository({ repository, files: featureFiles(['001-alpha', '002-beta']), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
}, 120_000);
afterAll(() => specline?.end(), 60_000);

const get = async <T>(path: string): Promise<T> => (await specline.get(`/${path}`)).body as unknown as T;
const preview = async (): Promise<RunPreview> => (await specline.post(`/${runsPath}/preview`, { repository, featureKey: '001-alpha' })).body as unknown as RunPreview;

it('a run does what its preview said, word for word but for its id', async () => {
  const seen = await preview();
  expect(seen).toMatchObject({ featureKey: '001-alpha', phase: { ordinal: 1 }, environment: expect.any(String), running: null });
  expect((await specline.get(`/${runsPath}?repository=${repository}`)).body).toMatchObject({ items: [] });
  const run = await specline.finish({ repository, featureKey: '001-alpha' });
  expect(run).toMatchObject({ status: 'succeeded', branchName: seen.branchName, baseSha: seen.baseSha });
  const prompt = run.artifacts?.find(({ artifactType }) => artifactType === 'codex_prompt');
  const asked = await fetch(`${specline.url}/${runsPath}/${run.id}/artifacts/${prompt?.id}/content`, { headers: { authorization: `Bearer ${specline.operator.token}` } });
  expect(await asked.text()).toBe(seen.prompt?.replace('…', run.id));
  const [pull] = await specline.sandbox!.github.control.pullRequests({ repository });
  expect(pull?.title).toBe(seen.pullRequest?.title);
});

it('the features, the board and the numbers tell of it', async () => {
  const { features } = await get<RepositoryFeatures>(`${repositoriesPath}/${repository}/features`);
  expect(features.map(({ featureKey, current }) => [featureKey, current !== null])).toEqual([['001-alpha', true], ['002-beta', true]]);
  const { items } = await get<Board>(boardPath);
  expect(items.find(({ featureKey }) => featureKey === '001-alpha')?.phases[0]).toMatchObject({ state: 'pull_request_open', prNumber: expect.any(Number) });
  expect(items.find(({ featureKey }) => featureKey === '002-beta')?.phases[0]).toMatchObject({ state: 'open', runId: null });
  const insight = await until('the rows have it', async () => { const now = await get<Insight>(`${insightPath}?days=1`); return now.operator.phases === 1 ? now : undefined; });
  expect(insight).toMatchObject({ successRate: 1, timeToPullRequest: [{ workflow: 'next-phase', runs: 1, withinShare: 1 }, {}], operator: { actions: 1, minutesPerPhase: 2 } });
});

it('every part of the installation says that it is well, which programs it uses and how much room there is', async () => {
  const health = await until('all is well', async () => { const now = await get<Health>(healthPath); return now.ok ? now : undefined; });
  expect(Object.keys(health.versions).sort()).toEqual(['codex', 'git', 'nats-server', 'node', 'postgres', 'spec-kit', 'specline']);
  expect(health.lag.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['apply', 'discover', 'finalize', 'publish', 'submit']));
  const detailsOf = (name: string) => health.checks.find((check) => check.name === name)?.details;
  expect(detailsOf('Codex login')).toMatchObject({ ageDays: expect.any(Number) });
  expect(detailsOf('GitHub credential for writing')).toMatchObject({ scopes: 'repo', remaining: expect.any(Number), limit: expect.any(Number) });
  expect(detailsOf('room for artifacts')).toMatchObject({ freeBytes: expect.any(Number) });
});
