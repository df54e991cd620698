// Answers a REST call as api.github.com would: who asks, what for, whether they may, and every header that clients live by.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decideAccess, type Access, type Need } from '../access';
import { ApiError, notFound } from '../api-error';
import { rateLimitHeaders, remainingOf, type Budget } from '../rate-limits';
import { jsonReply, type Reply } from '../reply';
import type { Repository } from '../repositories';
import { loginOf, type Caller } from '../tokens';
import { appRoutes } from './app.routes';
import { gitDataRoutes } from './git-data.routes';
import { labelRoutes } from './label.routes';
import { userIdOf } from './presenter';
import { pullRequestRoutes } from './pull-request.routes';
import { accountRoutes, repositoryRoutes } from './repository.routes';
import type { Call, Github, Route } from './route';

const routes: readonly Route[] = [...accountRoutes, ...appRoutes, ...repositoryRoutes, ...gitDataRoutes, ...pullRequestRoutes, ...labelRoutes];
const documentation = 'https://docs.github.com/rest';

/** What is known of a request while it is answered; `route` stays empty for an unknown path. */
interface Progress {
  request: IncomingMessage;
  requestId: string;
  caller: Caller;
  url: URL;
  /** Path below the root of the interface. */
  path: string;
  budget: Budget;
  route?: Route;
}

export class RestApi {
  constructor(private readonly github: Github, private readonly apiUrl: string) {}

  async answer(request: IncomingMessage, requestId: string): Promise<Reply> {
    const now = new Date();
    const caller = this.github.tokens.callerOf(request.headers, now);
    const url = new URL(request.url ?? '/', this.apiUrl);
    const path = url.pathname.slice(new URL(this.apiUrl).pathname.length) || '/';
    const progress: Progress = { request, requestId, caller, url, path, budget: this.github.rateLimits.budgetOf(caller, now) };
    try {
      const reply = await this.handle(progress);
      return conditional({ ...reply, headers: { ...commonHeaders(progress), ...reply.headers } }, request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return refusal(error, progress);
    }
  }

  private async handle(progress: Progress): Promise<Reply> {
    const { request, caller, budget } = progress;
    if (!request.headers['user-agent']) throw new ApiError(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
    const { route, params } = this.match(progress);
    progress.route = route;
    this.github.effects.countRequest(`${request.method} ${route?.template ?? progress.path}`);
    const isAppRoute = appRoutes.some((each) => each === route);
    if (caller.kind === 'rejected' && !isAppRoute) throw new ApiError(401, 'Bad credentials');
    if (!route) throw notFound();
    if (route.template !== '/rate_limit') this.spend(budget, caller, progress.requestId);
    const body = await readJson(request);
    const call: Call = { github: this.github, caller, login: loginOf(caller), params, query: progress.url.searchParams, headers: request.headers, body, url: progress.url };
    if (!route.need) return route.handle(call);
    const target = this.repositoryOf(params, progress);
    return 'status' in target ? target : route.handle({ ...call, repository: target });
  }

  private match(progress: Progress): { route?: Route; params: Record<string, string> } {
    const moved = /^\/repositories\/(\d+)(.*)$/.exec(progress.path);
    const record = moved && this.github.repositories.byId(Number(moved[1]))?.record;
    if (moved && record) progress.path = `/repos/${record.owner}/${record.name}${moved[2]}`;
    for (const route of routes) {
      const found = route.method === progress.request.method ? route.pattern.exec(progress.path) : null;
      if (found) return { route, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decode(value)])) };
    }
    return { params: {} };
  }

  /** The repository when the caller may do what the route needs; a redirect when it was renamed. */
  private repositoryOf(params: Record<string, string>, { caller, path, url, route }: Progress): Repository | Reply {
    const found = this.github.repositories.find(`${params['owner']}/${params['repo']}`);
    if (!found || !route?.need) throw notFound();
    const { record } = found.repository;
    const access = decideAccess(caller, record, route.need);
    if (access !== 'allowed') throw refusalOf(access, caller);
    if (found.moved) {
      const location = `${this.apiUrl}/repositories/${record.id}${path.replace(/^\/repos\/[^/]+\/[^/]+/, '')}${url.search}`;
      return jsonReply(301, { message: 'Moved Permanently', url: location, documentation_url: `${documentation}/guides/best-practices-for-using-the-rest-api#follow-redirects` }, { location });
    }
    if (record.archived && route.need.right === 'write') throw new ApiError(403, 'Repository was archived so is read-only.');
    return found.repository;
  }

  private spend(budget: Budget, caller: Caller, requestId: string): void {
    if (remainingOf(budget) === 0) {
      const whose = 'login' in caller ? `user ID ${userIdOf(caller.login)}` : 'your address';
      throw new ApiError(403, `API rate limit exceeded for ${whose}. If you reach out to GitHub Support for help, please include the request ID ${requestId}.`);
    }
    budget.used += 1;
  }
}

function refusalOf(access: Exclude<Access, 'allowed'>, caller: Caller): ApiError {
  if (access === 'anonymous') return new ApiError(401, 'Requires authentication');
  if (access === 'rejected') return new ApiError(401, 'Bad credentials');
  if (access !== 'forbidden') return notFound();
  if (caller.kind === 'classic') return new ApiError(403, 'Must have push access to repository');
  const who = caller.kind === 'installation' ? 'integration' : 'personal access token';
  return new ApiError(403, `Resource not accessible by ${who}`);
}

function refusal(error: ApiError, progress: Progress): Reply {
  const where = progress.route === undefined ? documentation : `${documentation}/${progress.route.documentation}`;
  const body = { message: error.message, ...(error.errors ? { errors: error.errors } : {}), documentation_url: where, status: String(error.status) };
  return jsonReply(error.status, body, commonHeaders(progress));
}

function commonHeaders({ requestId, caller, budget, route }: Progress): Record<string, string> {
  const headers: Record<string, string> = { 'x-github-request-id': requestId, 'x-github-media-type': 'github.v3; format=json', ...rateLimitHeaders(budget) };
  const need = route?.need;
  if (caller.kind === 'classic') {
    headers['x-oauth-scopes'] = caller.scopes.join(', ');
    headers['x-accepted-oauth-scopes'] = need === undefined ? '' : need.right === 'write' ? 'public_repo, repo' : 'repo';
  }
  if ((caller.kind === 'fine-grained' || caller.kind === 'installation') && need) headers['x-accepted-github-permissions'] = acceptedPermissions(need);
  if ('expiresAt' in caller && caller.expiresAt !== undefined) headers['github-authentication-token-expiration'] = `${caller.expiresAt.slice(0, 19).replace('T', ' ')} UTC`;
  return headers;
}

const acceptedPermissions = ({ resources, right }: Need): string => resources.map((resource) => `${resource}=${right}`).join('; ');

/** Adds the ETag of what is read, and answers 304 when the caller has it already. */
function conditional(reply: Reply, request: IncomingMessage): Reply {
  if (request.method !== 'GET' || reply.status !== 200 || reply.body === undefined || !(typeof reply.body === 'string' || Buffer.isBuffer(reply.body))) return reply;
  const etag = `W/"${createHash('sha256').update(reply.body).digest('hex')}"`;
  const headers = { ...reply.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' };
  return request.headers['if-none-match'] === etag ? { status: 304, headers } : { ...reply, headers };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === '' || request.method === 'GET') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
  throw new ApiError(400, 'Body should be a JSON object');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError(400, 'Problems parsing the path');
  }
}
