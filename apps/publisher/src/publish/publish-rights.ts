// Finds out, before anything is pushed, whether the token may push branches and open pull requests, as far as that can be known beforehand.
import type { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import type { CredentialAudit } from '#contracts';
import { StageFailure } from '#domain';
import { GitError } from '#git';
import { RecentMap } from '#platform';
import { answered, githubError, missingToken, requireAllowed, scope, split, type GithubCredential } from '#github';

const needs = 'contents: write and pull requests: write';
const validFor = 10 * 60_000;
const lacksRights = ['credential.github_scope', 'credential.github_app_permission'];
const repositoryAnswer = z.object({
  archived: z.boolean(), private: z.boolean(), permissions: z.object({ pull: z.boolean().optional(), push: z.boolean().optional() }).optional(),
});

export interface RightsOptions { token: GithubCredential | undefined; allowed: readonly string[]; now?: () => number }

export class PublishRights {
  /** Proven repositories, when, and what exactly; a probe costs GitHub a request that it counts as a write. */
  private readonly proven = new RecentMap<string, { at: number; note: string }>(1000);

  constructor(private readonly octokit: Octokit, private readonly options: RightsOptions) {}

  /** @throws StageFailure `credential.github_missing`, `credential.github_rejected`, `credential.github_scope`, `repository.*` */
  async require(repository: string, baseBranch: string): Promise<CredentialAudit> {
    if (!this.options.token) throw new StageFailure(missingToken('GH_TOKEN, GITHUB_TOKEN or GITHUB_APP_ID', needs));
    requireAllowed(repository, this.options.allowed);
    const now = (this.options.now ?? Date.now)();
    const earlier = this.proven.get(repository);
    const proof = earlier && earlier.at >= now - validFor ? earlier : { at: now, note: await this.prove(repository, baseBranch) };
    this.proven.set(repository, proof);
    return { codexStatus: 'skipped', githubStatus: 'valid', checkedAt: new Date(now).toISOString(), notes: [proof.note] };
  }

  /** What the check or the push found wrong with the credential; undefined when the failure is about something else. */
  auditOf(error: unknown): CredentialAudit | undefined {
    const code = error instanceof StageFailure ? error.failure.code : '';
    if (!code.startsWith('credential.github_')) return undefined;
    const checkedAt = new Date((this.options.now ?? Date.now)()).toISOString();
    return { codexStatus: 'skipped', githubStatus: lacksRights.includes(code) ? 'scope_missing' : 'invalid', checkedAt, notes: [code] };
  }

  /** Forget what was proven, when GitHub has refused something since. */
  doubt(repository: string): void {
    this.proven.delete(repository);
  }

  /** The server's refusal of a push, in the words of the rights that it takes; what was proven is forgotten. Other errors come back as they are. */
  refusedPush(error: unknown, repository: string): unknown {
    if (!(error instanceof GitError)) return error;
    this.doubt(repository);
    if (error.code !== 'git.auth') return error;
    return new StageFailure(scope({ repository, doing: 'push a branch', needs }, error.message), { cause: error });
  }

  /** @returns what is proven, for people */
  private async prove(repository: string, baseBranch: string): Promise<string> {
    const [owner, repo] = split(repository);
    const call = { repository, doing: 'push a branch', needs };
    try {
      const { data: said, headers } = await this.octokit.rest.repos.get({ owner, repo });
      const data = answered(repositoryAnswer, said, { ...call, doing: 'read the repository' });
      if (data.archived) throw new StageFailure({ code: 'repository.archived', message: `${repository} is archived.`, remediation: 'Unarchive the repository, then retry the run.' });
      // An app's token shows no role at all; of an account without write access every token fails.
      if (data.permissions?.pull && !data.permissions.push) throw new StageFailure(scope(call, 'it has no write access to the repository'));
      const scopes = headers['x-oauth-scopes']?.split(',').map((one) => one.trim());
      if (scopes) {
        this.requireScope(scopes, data.private, call);
        return `may push to ${repository} and open pull requests there, by the scopes of the token`;
      }
      // GitHub has made this token with exactly these rights, or would have refused to.
      if (typeof this.options.token === 'object') return `may push to ${repository} and open pull requests there, with a token that the GitHub App made for it alone`;
    } catch (error) {
      throw githubError(error, call);
    }
    await this.probePullRequests(repository, baseBranch);
    return `may open pull requests in ${repository}; whether it may push there, only the push shows`;
  }

  private requireScope(scopes: string[], isPrivate: boolean, call: { repository: string; doing: string; needs: string }): void {
    if (scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'))) return;
    throw new StageFailure(scope(call, `it has the scopes ${scopes.filter(Boolean).join(', ') || 'none'} and needs "repo"`));
  }

  /** A fine-grained token does not tell its rights: a pull request from a branch into itself is refused as invalid when it may open one, as forbidden when not. */
  private async probePullRequests(repository: string, baseBranch: string): Promise<void> {
    const [owner, repo] = split(repository);
    const call = { repository, doing: 'open pull requests', needs };
    try {
      await this.octokit.rest.pulls.create({ owner, repo, head: baseBranch, base: baseBranch, title: 'Specline checks its rights' });
    } catch (error) {
      if (error instanceof RequestError && error.status === 422) return;
      if (error instanceof RequestError && error.status === 404) throw new StageFailure(scope(call, 'GitHub shows no pull requests to it'), { cause: error });
      throw githubError(error, call);
    }
  }
}
