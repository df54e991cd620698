// The life of pull requests: opened, edited, following their branches, merged and closed, with GitHub's refusals.
import { ApiError, invalid, validationFailed } from './api-error';
import type { EffectJournal } from './effects';
import type { Repositories, Repository } from './repositories';
import type { Effect, EffectKind, PullRequestRecord, StateFile } from './state';

export type Actor = Pick<Effect, 'by' | 'login'>;

export interface NewPullRequest {
  title: string;
  body: string | null;
  /** `branch` or `owner:branch`. */
  head: string;
  base: string;
  draft: boolean;
}

export interface PullRequestEdit {
  title?: string;
  body?: string | null;
  state?: 'open' | 'closed';
  base?: string;
}

export class PullRequests {
  constructor(private readonly state: StateFile, private readonly repositories: Repositories, private readonly effects: EffectJournal) {}

  find(repository: Repository, number: number): PullRequestRecord | undefined {
    return repository.record.pullRequests.find((pull) => pull.number === number);
  }

  async create(repository: Repository, request: NewPullRequest, actor: Actor): Promise<PullRequestRecord> {
    return repository.exclusively(async () => {
      const branch = headBranch(repository, request.head);
      const { head, base } = await this.requireEnds(repository, branch, request.base);
      if (await repository.git.isAncestor(head, base)) throw invalid('PullRequest', { code: 'custom', message: `No commits between ${request.base} and ${branch}` });
      refuseSecondOpen(repository, branch, request.base);
      const at = new Date().toISOString();
      const pull: PullRequestRecord = {
        id: this.state.newId(), number: nextNumber(repository), title: request.title, body: request.body, state: 'open', draft: request.draft, author: actor.login,
        head: { branch, sha: head }, base: { branch: request.base, sha: base }, labels: [], createdAt: at, updatedAt: at, closedAt: null, merged: null,
      };
      repository.record.pullRequests.push(pull);
      await repository.git.updateRef(`refs/pull/${pull.number}/head`, head);
      await this.note(repository, pull, 'pull_request_opened', actor);
      return pull;
    });
  }

  async edit(repository: Repository, pull: PullRequestRecord, edit: PullRequestEdit, actor: Actor): Promise<void> {
    await repository.exclusively(async () => {
      if (edit.base !== undefined && edit.base !== pull.base.branch) await this.rebase(repository, pull, edit.base);
      if (edit.state === 'open' && pull.state === 'closed') await this.reopen(repository, pull, actor);
      if (edit.title !== undefined) pull.title = edit.title;
      if (edit.body !== undefined) pull.body = edit.body;
      if (edit.state === 'closed' && pull.state === 'open') await this.close(repository, pull, actor);
      else await this.note(repository, pull, 'pull_request_edited', actor);
    });
  }

  /** Merges with a merge commit, as the green button does. */
  async merge(repository: Repository, pull: PullRequestRecord, actor: Actor & { expectedHead?: string }): Promise<string> {
    return repository.exclusively(async () => {
      if (actor.expectedHead !== undefined && actor.expectedHead !== pull.head.sha) throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
      const base = await repository.git.branchTip(pull.base.branch);
      const tree = pull.state === 'open' && !pull.draft && base !== undefined ? await repository.git.mergedTree(base, pull.head.sha) : undefined;
      if (tree === undefined || base === undefined) throw new ApiError(405, pull.state === 'open' && !pull.draft ? 'Merge conflict' : 'Pull Request is not mergeable');
      const message = `Merge pull request #${pull.number} from ${repository.record.owner}/${pull.head.branch}\n\n${pull.title}\n`;
      const sha = await repository.git.writeCommit(tree, [base, pull.head.sha], message, { name: actor.login, email: `${actor.login}@example.com` });
      const { by, login } = actor;
      await this.repositories.moveBranch(repository, pull.base.branch, sha, { by, login });
      await this.settleMerge(repository, pull, sha, { by, login });
      await this.followAll(repository);
      return sha;
    });
  }

  async addLabels(repository: Repository, pull: PullRequestRecord, names: readonly string[], actor: Actor): Promise<void> {
    pull.labels = [...new Set([...pull.labels, ...names])];
    await this.note(repository, pull, 'labels_added', actor, names.join(', '));
  }

  /** Brings open pull requests up to the branches as git has them: after a push, and at boot, when the process may have died in between. */
  async followBranches(repository: Repository): Promise<void> {
    await repository.exclusively(() => this.followAll(repository));
  }

  private async followAll(repository: Repository): Promise<void> {
    const open = repository.record.pullRequests.filter(({ state }) => state === 'open');
    const tips = open.length === 0 ? new Map<string, string>() : await repository.git.refs('refs/heads/');
    for (const pull of open) await this.follow(repository, pull, tips);
    await this.state.save();
  }

  private async follow(repository: Repository, pull: PullRequestRecord, tips: Map<string, string>): Promise<void> {
    const github: Actor = { by: 'github', login: pull.author };
    const head = tips.get(`refs/heads/${pull.head.branch}`);
    const base = tips.get(`refs/heads/${pull.base.branch}`);
    if (head === undefined || base === undefined) return this.close(repository, pull, github);
    const moved = head !== pull.head.sha;
    if (!moved && base === pull.base.sha) return;
    pull.head.sha = head;
    if (await repository.git.isAncestor(head, base)) {
      return moved ? this.close(repository, pull, github) : this.settleMerge(repository, pull, base, github);
    }
    pull.base.sha = base;
    if (!moved) return;
    await repository.git.updateRef(`refs/pull/${pull.number}/head`, head);
    await this.note(repository, pull, 'pull_request_synchronized', github);
  }

  private async rebase(repository: Repository, pull: PullRequestRecord, branch: string): Promise<void> {
    const sha = await repository.git.branchTip(branch);
    if (sha === undefined) throw invalid('PullRequest', { field: 'base', code: 'invalid' });
    pull.base = { branch, sha };
  }

  private async reopen(repository: Repository, pull: PullRequestRecord, actor: Actor): Promise<void> {
    const refused = (message: string) => invalid('PullRequest', { field: 'state', code: 'invalid', message: `state cannot be changed. ${message}` });
    if (pull.merged) throw refused('The pull request cannot be reopened.');
    const head = await repository.git.branchTip(pull.head.branch);
    if (head === undefined) throw refused(`The ${pull.head.branch} branch has been deleted.`);
    if (openBetween(repository, pull.head.branch, pull.base.branch)) throw refused(`There is already an open pull request from ${repository.record.owner}:${pull.head.branch} to ${repository.record.owner}:${pull.base.branch}.`);
    Object.assign(pull, { state: 'open', closedAt: null });
    pull.head.sha = head;
    await this.note(repository, pull, 'pull_request_reopened', actor);
  }

  private async close(repository: Repository, pull: PullRequestRecord, actor: Actor): Promise<void> {
    Object.assign(pull, { state: 'closed', closedAt: new Date().toISOString() });
    await this.note(repository, pull, 'pull_request_closed', actor);
  }

  private async settleMerge(repository: Repository, pull: PullRequestRecord, sha: string, actor: Actor): Promise<void> {
    const at = new Date().toISOString();
    Object.assign(pull, { state: 'closed', closedAt: at, merged: { at, by: actor.login, sha } });
    await this.note(repository, pull, 'pull_request_merged', actor);
  }

  private async requireEnds(repository: Repository, headName: string | undefined, baseName: string): Promise<{ head: string; base: string }> {
    const head = headName === undefined ? undefined : await repository.git.branchTip(headName);
    const base = await repository.git.branchTip(baseName);
    const problems = [head ?? { field: 'head' }, base ?? { field: 'base' }].flatMap((end) => (typeof end === 'string' ? [] : [{ resource: 'PullRequest', ...end, code: 'invalid' }]));
    if (head === undefined || base === undefined) throw validationFailed(problems);
    return { head, base };
  }

  private async note(repository: Repository, pull: PullRequestRecord, kind: EffectKind, actor: Actor, after?: string): Promise<void> {
    pull.updatedAt = new Date().toISOString();
    this.effects.record({ kind, repository: repository.fullName, subject: `#${pull.number}`, ...actor, ...(after === undefined ? {} : { after }) });
    await this.state.save();
  }
}

function headBranch(repository: Repository, head: string): string {
  const colon = head.indexOf(':');
  if (colon < 0) return head;
  // A head in another account's fork: this GitHub has no forks.
  if (head.slice(0, colon).toLowerCase() !== repository.record.owner.toLowerCase()) throw invalid('PullRequest', { field: 'head', code: 'invalid' });
  return head.slice(colon + 1);
}

const openBetween = ({ record }: Repository, head: string, base: string): boolean =>
  record.pullRequests.some((pull) => pull.state === 'open' && pull.head.branch === head && pull.base.branch === base);

function refuseSecondOpen(repository: Repository, head: string, base: string): void {
  if (!openBetween(repository, head, base)) return;
  throw invalid('PullRequest', { code: 'custom', message: `A pull request already exists for ${repository.record.owner}:${head}.` });
}

const nextNumber = ({ record }: Repository): number => Math.max(0, ...record.pullRequests.map(({ number }) => number)) + 1;
