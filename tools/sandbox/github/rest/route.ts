// One call of the REST interface: where it lives, what it needs, what it does.
import type { IncomingHttpHeaders } from 'node:http';
import type { Need } from '../access';
import type { EffectJournal } from '../effects';
import type { PullRequests } from '../pull-requests';
import type { RateLimits } from '../rate-limits';
import type { Reply } from '../reply';
import type { Repositories, Repository } from '../repositories';
import type { StateFile } from '../state';
import type { Caller, Resource, Right, TokenStore } from '../tokens';
import type { GithubApps } from '../github-apps';
import type { Presenter } from './presenter';

/** Everything the handlers work with. */
export interface Github {
  state: StateFile;
  repositories: Repositories;
  pullRequests: PullRequests;
  effects: EffectJournal;
  tokens: TokenStore;
  apps: GithubApps;
  rateLimits: RateLimits;
  present: Presenter;
}

export interface Call {
  github: Github;
  caller: Caller;
  /** Acting account, `anonymous` when there is none. */
  login: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The parsed JSON body of a POST, PATCH or PUT; an empty object when there is none. */
  body: unknown;
  /** Absolute URL of this call, for Link headers. */
  url: URL;
}

export interface RepositoryCall extends Call {
  repository: Repository;
}

interface AnyRoute {
  method: string;
  /** As GitHub's documentation writes it, `{x}` for one segment and `{*x}` for the rest of the path. */
  template: string;
  pattern: RegExp;
  /** Path below https://docs.github.com/rest. */
  documentation: string;
}

export type Route =
  | (AnyRoute & { need: Need; handle(call: RepositoryCall): Promise<Reply> })
  | (AnyRoute & { need?: undefined; handle(call: Call): Promise<Reply> });

export const reads = (...resources: Resource[]): Need => ({ resources, right: 'read' });
export const writes = (...resources: Resource[]): Need => ({ resources, right: 'write' satisfies Right });

/** A call on `/repos/{owner}/{repo}` + `path`. */
export function repositoryRoute(where: string, documentation: string, need: Need, handle: (call: RepositoryCall) => Promise<Reply>): Route {
  const [method = '', path = ''] = where.split(' ');
  const template = `/repos/{owner}/{repo}${path}`;
  return { method, template, pattern: patternOf(template), documentation, need, handle };
}

export function globalRoute(where: string, documentation: string, handle: (call: Call) => Promise<Reply>): Route {
  const [method = '', template = ''] = where.split(' ');
  return { method, template, pattern: patternOf(template), documentation, handle };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\*?)(\w+)\}/g, (_, rest: string, name: string) => `(?<${name}>${rest ? '.*' : '[^/]+'})`)}$`);
}
