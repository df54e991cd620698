import { StageFailure } from '#domain';
import { branchCandidate, chooseBranch } from './branch-choice';
import type { PullRequest } from './pull-requests';

const commit = 'c'.repeat(40);
const other = 'd'.repeat(40);
const pull = (change: Partial<PullRequest>): PullRequest => ({ number: 1, url: 'https://example.test/1', state: 'open', merged: false, draft: false, base: 'main', body: '', headSha: commit, ...change });
const choose = (pullRequests: PullRequest[], head: string | null, ours: string[] = []) => chooseBranch({ branch: 'b', pullRequests, head }, commit, (sha) => ours.includes(sha));
const codeOf = (work: () => unknown): string | undefined => {
  try { work(); return undefined; } catch (error) { return error instanceof StageFailure ? error.failure.code : String(error); }
};

describe('the branch of a phase', () => {
  it('is made when it is not there', () => expect(choose([], null)).toEqual({ use: true, expected: null }));
  it('is taken as it is when it holds the very commit', () => expect(choose([], commit)).toEqual({ use: true, expected: commit }));
  it('is updated when it holds what Specline pushed before', () => expect(choose([pull({})], other, [other])).toEqual({ use: true, expected: other }));
  it('is never overwritten when somebody else worked on it', () => {
    expect(codeOf(() => choose([], other))).toBe('publish.branch_diverged');
    expect(codeOf(() => choose([pull({})], other))).toBe('publish.branch_diverged');
  });
  it('is left for the next one after its pull request was merged', () => {
    expect(choose([pull({ state: 'closed', merged: true })], null)).toEqual({ use: false });
    expect([1, 2, 3].map((ordinal) => branchCandidate('b', ordinal))).toEqual(['b', 'b-2', 'b-3']);
  });
  it('is not used again when a person closed its pull request', () => expect(codeOf(() => choose([pull({ state: 'closed' })], commit))).toBe('publish.pull_request_closed'));
  it('counts its open pull request before any older one', () => expect(choose([pull({}), pull({ number: 2, state: 'closed' })], commit)).toEqual({ use: true, expected: commit }));
});
