// Gives each request the token of the repository that it is about, and once another one when GitHub does not accept it.
import type { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { StageFailure } from '#domain';
import { newTokenRefused } from './app-failure';
import { withTokenFor, type GithubCredential, type RepositoryTokens } from './credential';

/** Never sent. Octokit's pages after the first are asked for by their address, which names the repository by a number. */
const repositoryHeader = 'x-specline-repository';

/** Headers for a request that is paginated. */
export function inRepository(repository: string, credential: GithubCredential | undefined): Record<string, string> {
  return typeof credential === 'object' ? { [repositoryHeader]: repository } : {};
}

export function askWithTokensOf(octokit: Octokit, tokens: RepositoryTokens): void {
  octokit.hook.wrap('request', async (request, options) => {
    const { [repositoryHeader]: named, ...headers } = options.headers;
    const repository = typeof named === 'string' ? named : repositoryOf(options);
    const ask = async (token: string | undefined) => {
      // Hooks below this one are bound to these very options.
      options.headers = { ...headers, authorization: `Bearer ${token}` };
      return request(options);
    };
    try {
      return await withTokenFor(tokens, repository, isRefusal, ask);
    } catch (error) {
      throw isRefusal(error) ? new StageFailure(newTokenRefused(repository), { cause: error }) : error;
    }
  });
}

/** @throws Error for what is about no repository: no token of an App is for that */
function repositoryOf({ method, url, ...parameters }: { method: string; url: string; [parameter: string]: unknown }): string {
  const { owner, repo } = parameters;
  if (typeof owner === 'string' && typeof repo === 'string') return `${owner}/${repo}`;
  throw new Error(`${method} ${url} names no repository whose token could be used`);
}

/** It comes before any effect, so that the request may be made once more. */
function isRefusal(error: unknown): boolean {
  return error instanceof RequestError && error.status === 401;
}
