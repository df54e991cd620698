// Pull requests and their labels.
import { z } from 'zod';
import { ApiError, invalid, notFound, validationFailed } from '../api-error';
import { jsonReply } from '../reply';
import type { PullRequestRecord } from '../state';
import { paginate } from './pagination';
import { reads, repositoryRoute, writes, type RepositoryCall, type Route } from './route';

const longestTitle = 256;
const longestBody = 65_536;

const newPullRequest = z.object({ title: z.string(), head: z.string(), base: z.string(), body: z.string().nullish(), draft: z.boolean().default(false) });
const pullRequestEdit = z.object({ title: z.string(), body: z.string().nullable(), state: z.enum(['open', 'closed']), base: z.string() }).partial();
const mergeRequest = z.object({ sha: z.string().optional(), merge_method: z.literal('merge').default('merge') });

const actorOf = ({ login }: RepositoryCall) => ({ by: 'api' as const, login });

function requirePullRequest({ github, repository, params }: RepositoryCall): PullRequestRecord {
  const pull = github.pullRequests.find(repository, Number(params['number']));
  if (!pull) throw notFound();
  return pull;
}

/** Reads a body as GitHub does: one problem per field that is missing or wrong. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown, resource: string): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw validationFailed(result.error.issues.map((issue) => {
    const field = issue.path.join('.');
    const missing = (body as Record<string, unknown>)[field] === undefined;
    return { resource, field, code: missing ? 'missing_field' : 'invalid' };
  }));
}

function refuseLongText({ title, body }: { title?: string; body?: string | null }): void {
  if (title !== undefined && title.trim() === '') throw invalid('PullRequest', { field: 'title', code: 'missing_field' });
  if ((title ?? '').length > longestTitle) throw invalid('PullRequest', { field: 'title', code: 'custom', message: `title is too long (maximum is ${longestTitle} characters)` });
  if ((body ?? '').length > longestBody) throw invalid('PullRequest', { field: 'body', code: 'custom', message: `body is too long (maximum is ${longestBody} characters)` });
}

async function detailed(call: RepositoryCall, pull: PullRequestRecord) {
  const { git } = call.repository;
  const range = `${pull.base.sha}...${pull.head.sha}`;
  const changes = await fileChanges(call, pull);
  const sum = (pick: 'additions' | 'deletions') => changes.reduce((total, change) => total + change[pick], 0);
  const base = await git.branchTip(pull.base.branch);
  const mergeable = pull.state === 'open' && base !== undefined ? await git.mergedTree(base, pull.head.sha) !== undefined : null;
  return {
    ...call.github.present.pullRequest(call.repository, pull, call.caller),
    merged: pull.merged !== null, mergeable, mergeable_state: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty', rebaseable: mergeable,
    merged_by: pull.merged ? call.github.present.user(pull.merged.by) : null, comments: 0, review_comments: 0, maintainer_can_modify: false,
    commits: Number(await git.text(['rev-list', '--count', range.replace('...', '..')])), additions: sum('additions'), deletions: sum('deletions'), changed_files: changes.length,
  };
}

async function fileChanges({ repository }: RepositoryCall, pull: PullRequestRecord) {
  const range = `${pull.base.sha}...${pull.head.sha}`;
  const lines = async (format: string) => (await repository.git.text(['diff', '--no-renames', format, range])).split('\n').filter(Boolean).map((line) => line.split('\t'));
  const [numbers, states] = await Promise.all([lines('--numstat'), lines('--name-status')]);
  const words: Record<string, string> = { A: 'added', D: 'removed', M: 'modified', T: 'changed' };
  return numbers.map(([added, deleted, filename = ''], index) => {
    const [additions, deletions] = [Number(added) || 0, Number(deleted) || 0];
    return { filename, status: words[states[index]?.[0] ?? ''] ?? 'changed', additions, deletions, changes: additions + deletions };
  });
}

function matches({ repository, query }: RepositoryCall, pull: PullRequestRecord): boolean {
  const state = query.get('state') ?? 'open';
  const head = query.get('head') ?? '';
  const base = query.get('base');
  // GitHub ignores a head filter that names no owner.
  const wantedHead = head.includes(':') ? head.toLowerCase() : undefined;
  return (state === 'all' || pull.state === state)
    && (base === null || pull.base.branch === base)
    && (wantedHead === undefined || wantedHead === `${repository.record.owner}:${pull.head.branch}`.toLowerCase());
}

function listed(call: RepositoryCall): PullRequestRecord[] {
  const sort = call.query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const direction = (call.query.get('direction') ?? (call.query.has('sort') ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const found = call.repository.record.pullRequests.filter((pull) => matches(call, pull));
  return found.sort((a, b) => direction * (a[sort].localeCompare(b[sort]) || a.number - b.number));
}

export const pullRequestRoutes: Route[] = [
  repositoryRoute('GET /pulls', 'pulls/pulls#list-pull-requests', reads('pull_requests'), async (call) => {
    const state = call.query.get('state') ?? 'open';
    if (!['open', 'closed', 'all'].includes(state)) throw invalid('PullRequest', { field: 'state', code: 'invalid' });
    return paginate(listed(call).map((pull) => call.github.present.pullRequest(call.repository, pull, call.caller)), call);
  }),

  repositoryRoute('POST /pulls', 'pulls/pulls#create-a-pull-request', writes('pull_requests'), async (call) => {
    const { body = null, ...request } = readBody(newPullRequest, call.body, 'PullRequest');
    refuseLongText({ ...request, body });
    const pull = await call.github.pullRequests.create(call.repository, { ...request, body }, actorOf(call));
    const answer = await detailed(call, pull);
    return jsonReply(201, answer, { location: answer.url });
  }),

  repositoryRoute('GET /pulls/{number}', 'pulls/pulls#get-a-pull-request', reads('pull_requests'), async (call) =>
    jsonReply(200, await detailed(call, requirePullRequest(call)))),

  repositoryRoute('PATCH /pulls/{number}', 'pulls/pulls#update-a-pull-request', writes('pull_requests'), async (call) => {
    const pull = requirePullRequest(call);
    const edit = readBody(pullRequestEdit, call.body, 'PullRequest');
    refuseLongText(edit);
    await call.github.pullRequests.edit(call.repository, pull, edit, actorOf(call));
    return jsonReply(200, await detailed(call, pull));
  }),

  repositoryRoute('GET /pulls/{number}/files', 'pulls/pulls#list-pull-requests-files', reads('pull_requests'), async (call) =>
    paginate(await fileChanges(call, requirePullRequest(call)), call)),

  repositoryRoute('GET /pulls/{number}/merge', 'pulls/pulls#check-if-a-pull-request-has-been-merged', reads('pull_requests'), async (call) => {
    if (!requirePullRequest(call).merged) throw notFound();
    return { status: 204, headers: {} };
  }),

  repositoryRoute('PUT /pulls/{number}/merge', 'pulls/pulls#merge-a-pull-request', writes('contents'), async (call) => {
    const pull = requirePullRequest(call);
    const request = readBody(mergeRequest, call.body, 'PullRequest');
    if (pull.state === 'closed') throw new ApiError(405, 'Pull Request is not mergeable');
    const sha = await call.github.pullRequests.merge(call.repository, pull, { ...actorOf(call), ...(request.sha === undefined ? {} : { expectedHead: request.sha }) });
    return jsonReply(200, { sha, merged: true, message: 'Pull Request successfully merged' });
  }),
];
