import type { RepositoryFeatures } from '#contracts';
import { ApiProblem } from '../problems/api-problem';
import { FeatureCache, type FeatureFinding } from './feature-cache';

const features = (repository: string): RepositoryFeatures => ({ repository, baseBranch: 'main', baseSha: 'a'.repeat(40), features: [], truncated: false });
const problem = new ApiProblem({ status: 422, code: 'repository.not_found', detail: 'It is not there.', remediation: 'Look.' });
const codeOf = (finding: FeatureFinding): string => ('problem' in finding ? finding.problem.parts.code : 'features');
const times = { keepMilliseconds: 60_000, keepProblemMilliseconds: 15_000, patienceMilliseconds: 20, readAtOnce: 2 };

let now: number;
let asked: string[];
let answer: (repository: string) => Promise<RepositoryFeatures>;
let cache: FeatureCache;
beforeEach(() => {
  now = 0;
  asked = [];
  answer = async (repository) => features(repository);
  cache = new FeatureCache({ read: (repository) => { asked.push(repository); return answer(repository); } }, times, () => now);
});

test('a repository is read once a minute, in whatever spelling, by however many ask', async () => {
  await Promise.all([cache.find('acme/web'), cache.find('Acme/Web')]);
  now = 59_999;
  expect(await cache.find('acme/web')).toEqual({ features: features('acme/web') });
  expect(asked).toEqual(['acme/web']);
  now = 60_000;
  await cache.find('acme/web');
  expect(asked).toHaveLength(2);
});

test('what went wrong is asked again sooner', async () => {
  answer = () => Promise.reject(problem);
  expect(codeOf(await cache.find('acme/web'))).toBe('repository.not_found');
  answer = async (repository) => features(repository);
  now = 14_999;
  expect(codeOf(await cache.find('acme/web'))).toBe('repository.not_found');
  now = 15_000;
  expect(codeOf(await cache.find('acme/web'))).toBe('features');
});

test('what takes long is there when it is asked for again, and was asked once', async () => {
  let finish: (() => void) | undefined;
  answer = (repository) => new Promise((resolve) => { finish = () => resolve(features(repository)); });
  expect(codeOf(await cache.find('acme/slow'))).toBe('features.reading');
  finish?.();
  expect(codeOf(await cache.find('acme/slow'))).toBe('features');
  expect(asked).toHaveLength(1);
});

test('no more repositories are read at once than allowed, and each gets its turn', async () => {
  let reading = 0;
  let most = 0;
  answer = async (repository) => {
    reading += 1;
    most = Math.max(most, reading);
    await Promise.resolve();
    reading -= 1;
    return features(repository);
  };
  const findings = await Promise.all(['a/a', 'b/b', 'c/c', 'd/d', 'e/e'].map((one) => cache.find(one)));
  expect(findings.map(codeOf)).toEqual(Array(5).fill('features'));
  expect(most).toBeLessThanOrEqual(2);
});

test('what nobody foresaw is a service that does not answer', async () => {
  answer = () => Promise.reject(new Error('what?'));
  expect(codeOf(await cache.find('acme/web'))).toBe('service.no_answer');
});
