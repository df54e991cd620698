// Accounts, repositories, branches and commits.
import { ApiError, notFound } from '../api-error';
import { rateLimitHeaders, remainingOf } from '../rate-limits';
import { jsonReply, textReply } from '../reply';
import type { Repository } from '../repositories';
import { paginate } from './pagination';
import { globalRoute, reads, repositoryRoute, type Call, type Route } from './route';

export const accountRoutes: Route[] = [
  globalRoute('GET /user', 'users/users#get-the-authenticated-user', async ({ github, caller }) => {
    if (!('login' in caller)) throw new ApiError(401, 'Requires authentication');
    if (caller.kind === 'installation') throw new ApiError(403, 'Resource not accessible by integration');
    return jsonReply(200, github.present.user(caller.login));
  }),
  globalRoute('GET /rate_limit', 'rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user', async ({ github, caller }) => {
    const budget = github.rateLimits.budgetOf(caller, new Date());
    const core = { limit: budget.limit, remaining: remainingOf(budget), reset: budget.reset, used: budget.used, resource: 'core' };
    return jsonReply(200, { resources: { core }, rate: core }, rateLimitHeaders(budget));
  }),
];

/** The commit behind a name, or GitHub's refusal: 409 in an empty repository, else what `missing` says. */
export async function requireCommit(repository: Repository, name: string, missing: () => ApiError): Promise<string> {
  const sha = await repository.git.commitOf(name);
  if (sha !== undefined) return sha;
  const branches = await repository.git.refs('refs/heads/');
  throw branches.size === 0 ? new ApiError(409, 'Git Repository is empty.') : missing();
}

const branchJson = ({ github }: Call, { record }: Repository, name: string, sha: string) =>
  ({ name, commit: { sha, url: `${github.present.apiOf(record)}/commits/${sha}` }, protected: record.protectedBranches.includes(name) });

export const repositoryRoutes: Route[] = [
  repositoryRoute('GET ', 'repos/repos#get-a-repository', reads('metadata'), async ({ github, repository, caller }) =>
    jsonReply(200, github.present.repository(repository, caller))),

  repositoryRoute('GET /branches', 'branches/branches#list-branches', reads('contents'), async (call) => {
    const branches = [...await call.repository.git.refs('refs/heads/')].map(([ref, sha]) => branchJson(call, call.repository, ref.slice('refs/heads/'.length), sha));
    return paginate(branches, call);
  }),

  repositoryRoute('GET /branches/{*branch}', 'branches/branches#get-a-branch', reads('contents'), async (call) => {
    const { github, repository, params } = call;
    const name = params['branch'] ?? '';
    const sha = await repository.git.branchTip(name);
    if (sha === undefined) throw notFound('Branch not found');
    const commit = github.present.commit(repository.record, await repository.git.commit(sha));
    return jsonReply(200, { ...branchJson(call, repository, name, sha), commit });
  }),

  repositoryRoute('GET /commits/{*ref}', 'commits/commits#get-a-commit', reads('contents'), async ({ github, repository, params, headers }) => {
    const ref = params['ref'] ?? '';
    const sha = await requireCommit(repository, ref, () => new ApiError(422, `No commit found for SHA: ${ref}`));
    if (/\.sha\b/.test(headers.accept ?? '')) return textReply(200, sha, { 'content-type': 'application/vnd.github.sha; charset=utf-8' });
    return jsonReply(200, github.present.commit(repository.record, await repository.git.commit(sha)));
  }),
];
