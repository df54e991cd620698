// What the doctor asks of GitHub: whose the tokens are (or which App it is), and what they may do with each repository that is named.
import { RequestError } from '@octokit/request-error';
import { createOctokit, githubError, missingToken, scope, split, type GithubOptions } from '#github';
import type { Check, Config } from '#platform';
import { StageFailure } from '#domain';
import { appChecks } from './github-app';
import { looked } from './looked';
import type { Patient } from './patient';

const writes = 'contents: write and pull requests: write';
const reads = 'contents: read';

export function githubChecks({ config, mode }: Pick<Patient, 'config' | 'mode'>): Check[] {
  if (!config) return [];
  const { token, readToken, app, allowedRepositories } = config.github;
  const needed = !mode.sandbox;
  const named = allowedRepositories.filter((glob) => !glob.includes('*'));
  const ask = new Asking(config);
  return [
    ...(app && !token ? appChecks(app, { config, needed, named }) : [looked({ name: 'GitHub token', needed, look: () => ask.whose(token) })]),
    ...(token ? named.map((repository) => looked({ name: `GitHub: ${repository}`, needed, look: () => ask.mayWrite(repository, token) })) : []),
    ...(readToken && readToken !== token ? [
      looked({ name: 'GitHub token for reading', needed, look: () => ask.whose(readToken) }),
      ...named.map((repository) => looked({ name: `GitHub: reading ${repository}`, needed, look: () => ask.mayRead(repository, readToken) })),
    ] : []),
  ];
}

class Asking {
  constructor(private readonly config: Config) {}

  /** @throws StageFailure */
  async whose(token: string | undefined): Promise<string> {
    if (!token) throw new StageFailure(missingToken('GH_TOKEN, GITHUB_TOKEN or GITHUB_APP_ID', writes));
    try {
      const { data: { login }, headers } = await this.github(token).rest.users.getAuthenticated();
      const scopes = headers['x-oauth-scopes'];
      return `of ${login}${scopes === undefined ? '' : `, a classic token with the scopes ${scopes || '(none)'}`}`;
    } catch (error) {
      // An installation of an app is nobody.
      if (error instanceof RequestError && error.status === 403 && /integration/i.test(error.message)) return 'of a GitHub App';
      throw githubError(error, { repository: 'GitHub', doing: 'ask whose token this is', needs: writes });
    }
  }

  /** As far as GitHub tells without an attempt; before each push the publisher proves the rest. @throws StageFailure */
  async mayWrite(repository: string, token: string): Promise<string> {
    const call = { repository, doing: 'push a branch', needs: writes };
    const { archived, isPrivate, role, scopes } = await this.repository(repository, token, writes);
    if (archived) throw new StageFailure({ code: 'repository.archived', message: 'the repository is archived', remediation: 'Unarchive it, or take it out of SPECLINE_ALLOWED_REPOSITORIES.' });
    if (role?.pull && !role.push) throw new StageFailure(scope(call, 'its account has no write access to the repository'));
    if (scopes === undefined) return 'can be seen, and its account may push; whether this token may, GitHub tells only at a push';
    if (scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'))) return 'may push and open pull requests';
    throw new StageFailure(scope(call, `it has the scopes ${scopes.filter(Boolean).join(', ') || 'none'}`));
  }

  /** @throws StageFailure */
  async mayRead(repository: string, token: string): Promise<string> {
    await this.repository(repository, token, reads);
    return 'can be read';
  }

  private async repository(repository: string, token: string, needs: string) {
    const [owner, repo] = split(repository);
    try {
      const { data, headers } = await this.github(token).rest.repos.get({ owner, repo });
      const scopes = headers['x-oauth-scopes']?.split(',').map((one) => one.trim());
      return { archived: data.archived, isPrivate: data.private, role: data.permissions, scopes };
    } catch (error) {
      throw githubError(error, { repository, doing: 'see the repository', needs });
    }
  }

  private github(token: string) {
    const { apiUrl } = this.config.github;
    const options: GithubOptions = { token, apiUrl, proxy: this.config.proxy, pace: 'doctor', timeoutMilliseconds: 9_000 };
    return createOctokit(options);
  }
}
