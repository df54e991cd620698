// Finds, opens and updates pull requests: looks first, and looks again after any answer that is not clear.
import type { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { StageFailure, longestBody, revise, type RevisedText } from '#domain';
import { answered, githubError, split, type GithubCall } from '#github';

export interface PullRequest { number: number; url: string; state: 'open' | 'closed'; merged: boolean; draft: boolean; base: string; body: string; headSha: string }
/** What became of the text of a pull request. */
export type TextChange = 'written' | RevisedText['revision'];
export interface PublishedPullRequest { pullRequest: PullRequest; created: boolean; text: TextChange }
export interface PullRequestWish { repository: string; branch: string; base: string; title: string; body: string; labels: readonly string[]; draft?: boolean }

const needs = 'pull requests: write';
const listAnswer = z.array(z.object({
  number: z.number().int(), html_url: z.string(), state: z.string(), merged_at: z.string().nullish(), draft: z.boolean().optional(), body: z.string().nullish(),
  base: z.object({ ref: z.string() }), head: z.object({ sha: z.string() }),
}));

/** `repo` is null when the fork that it came from is gone. */
const openAnswer = z.array(z.object({ number: z.number().int(), created_at: z.string(), head: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }).nullish() }) }));
const branchPrefix = 'specline/';

export class PullRequests {
  constructor(private readonly octokit: Octokit) {}

  /** Every pull request from the branch, in any state, newest first. */
  async from(repository: string, branch: string, base: string): Promise<PullRequest[]> {
    const [owner, repo] = split(repository);
    const doing = `list the pull requests of ${branch}`;
    const { data } = await this.call(repository, doing, () => this.octokit.rest.pulls.list({ owner, repo, head: `${owner}:${branch}`, base, state: 'all', per_page: 100 }));
    return answered(listAnswer, data, { repository, doing, needs }).map((one) => ({
      number: one.number, url: one.html_url, state: one.state === 'open' ? 'open' : 'closed', merged: Boolean(one.merged_at), draft: one.draft ?? false,
      base: one.base.ref, body: one.body ?? '', headSha: one.head.sha,
    }));
  }

  /** Those from Specline's branches that are open, newest first, 100 at most. */
  async openOnes(repository: string): Promise<{ number: number; createdAt: string }[]> {
    const [owner, repo] = split(repository);
    const doing = 'list the open pull requests';
    const { data } = await this.call(repository, doing, () => this.octokit.rest.pulls.list({ owner, repo, state: 'open', per_page: 100 }));
    return answered(openAnswer, data, { repository, doing, needs })
      .filter(({ head }) => head.ref.startsWith(branchPrefix) && head.repo?.full_name.toLowerCase() === repository.toLowerCase())
      .map(({ number, created_at }) => ({ number, createdAt: new Date(created_at).toISOString() }));
  }

  /** Brings the branch's one open pull request to what is wished. */
  async upsert(wish: PullRequestWish): Promise<PublishedPullRequest> {
    const open = await this.openOne(wish);
    if (open) return { pullRequest: open, created: false, text: await this.update(open, wish) };
    return { pullRequest: await this.create(wish), created: true, text: 'written' };
  }

  /** Labels help people to find the pull request; a token that may not set them is no reason to fail. */
  async label({ repository, labels }: PullRequestWish, number: number): Promise<string | undefined> {
    const [owner, repo] = split(repository);
    try {
      await this.octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async openOne(wish: PullRequestWish): Promise<PullRequest | undefined> {
    return (await this.from(wish.repository, wish.branch, wish.base)).find((one) => one.state === 'open');
  }

  /** The title stays: it is the phase's, and so a change of it was a person's. */
  private async update({ number, body }: PullRequest, wish: PullRequestWish): Promise<TextChange> {
    const { text, revision } = revise(body, wish.body, longestBody);
    if (text === body) return revision;
    const [owner, repo] = split(wish.repository);
    await this.call(wish.repository, `update pull request ${number}`, () => this.octokit.rest.pulls.update({ owner, repo, pull_number: number, body: text }));
    return revision;
  }

  private async create(wish: PullRequestWish): Promise<PullRequest> {
    const [owner, repo] = split(wish.repository);
    try {
      await this.octokit.rest.pulls.create({ owner, repo, head: wish.branch, base: wish.base, title: wish.title, body: wish.body, draft: wish.draft ?? false });
    } catch (error) {
      if (wish.draft && knowsNoDrafts(error)) return this.create({ ...wish, draft: false });
      // It may have been made all the same: never ask again before having looked.
      const made = isUnclear(error) ? await this.openOne(wish) : undefined;
      if (!made) throw githubError(error, { repository: wish.repository, doing: 'open a pull request', needs });
      return made;
    }
    const created = await this.openOne(wish);
    if (!created) throw new StageFailure({ code: 'github.unavailable', retryable: true, message: 'GitHub made the pull request but does not list it yet.', remediation: 'Nothing has to be done: the stage tries again by itself and takes the pull request that is there.' });
    return created;
  }

  private async call<T>(repository: string, doing: string, request: () => Promise<T>): Promise<T> {
    const call: GithubCall = { repository, doing, needs };
    try {
      return await request();
    } catch (error) {
      throw githubError(error, call);
    }
  }
}

/** GitHub has drafts in public repositories and in paid plans only. */
function knowsNoDrafts(error: unknown): boolean {
  return error instanceof RequestError && error.status === 422 && /draft pull requests are not supported/i.test(JSON.stringify(error.response?.data ?? error.message));
}

/** Everything but a plain refusal may have had its effect. */
function isUnclear(error: unknown): boolean {
  if (!(error instanceof RequestError)) return true;
  return error.status >= 500 || (error.status === 422 && /already exists/i.test(JSON.stringify(error.response?.data ?? error.message)));
}
