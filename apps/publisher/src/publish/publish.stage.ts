// Brings an applied patch to its pull request.
import { textForm, ArtifactStore } from '#artifacts';
import type { PublishOutput, StageInput } from '#contracts';
import { StageFailure, publicationOf, pullRequestLabels, type Publication } from '#domain';
import { GitError, gitFailure, type Mirror } from '#git';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { branchCandidate, chooseBranch, type BranchChoice } from './branch-choice';
import { makeCommit } from './commit-maker';
import { OwnCommits } from './own-commits';
import { PublishRights } from './publish-rights';
import { PullRequests, type PullRequestWish, type TextChange } from './pull-requests';
import { PublishRemote } from './publish-remote';

const mostBranches = 50;

/** What the operator hears about the text of the pull request. */
const concluded: Record<TextChange, (url: string) => string> = {
  written: (url) => `opened ${url}`,
  replaced: (url) => `updated ${url}`,
  appended: (url) => `updated ${url}: what a person wrote in its text stays, and what is new stands below`,
  left: (url) => `updated the branch of ${url}; its text is a person's and was left as it is`,
};

@Stage('publish')
export class PublishStage implements StageHandler<'publish'> {
  constructor(
    private readonly rights: PublishRights,
    private readonly pullRequests: PullRequests,
    private readonly remote: PublishRemote,
    private readonly ownCommits: OwnCommits,
    private readonly artifacts: ArtifactStore,
  ) {}

  async run(input: StageInput<'publish'>, stage: StageContext): Promise<PublishOutput> {
    try {
      const { runId, attempt } = stage;
      return await this.publish(publicationOf(input, { runId, attempt, runUrl: this.remote.runUrl(runId) }), stage);
    } catch (error) {
      const audit = this.rights.auditOf(error);
      if (audit) stage.audited(audit);
      throw error;
    }
  }

  private async publish(publication: Publication, stage: StageContext): Promise<PublishOutput> {
    const { baseBranch, baseSha, change } = publication;
    stage.audited(await this.rights.require(stage.repository, baseBranch));
    const patch = await this.artifacts.read(change.appliedPatch);
    return this.remote.withMirror(stage.repository, baseSha, stage.signal, async (mirror) => {
      const commit = await makeCommit(mirror, { ...publication, patch, signal: stage.signal });
      const { branch, expected } = await this.choose(publication, stage, commit);
      stage.throwIfStopped();
      await this.push(mirror, { branch, commit, expected }, stage);
      return this.withRollbackGuidance({ branch, commit }, stage, () => this.open(publication, stage, { branch, commit }));
    });
  }

  private async choose({ branchName, baseBranch }: Publication, stage: StageContext, commit: string): Promise<{ branch: string; expected: string | null }> {
    const ours = await this.ownCommits.of(stage.lane);
    for (let ordinal = 1; ordinal <= mostBranches; ordinal += 1) {
      const branch = branchCandidate(branchName, ordinal);
      const pullRequests = await this.pullRequests.from(stage.repository, branch, baseBranch);
      const head = await this.remote.headOf(stage.repository, branch, stage.signal);
      const choice: BranchChoice = chooseBranch({ branch, pullRequests, head }, commit, (sha) => ours.has(sha));
      if (choice.use) return { branch, expected: choice.expected };
    }
    throw new StageFailure({ code: 'publish.too_many_branches', message: `All of ${mostBranches} branches for this phase were merged already.`, remediation: 'Tick the phase in tasks.md, or give it another title.' });
  }

  private async push(mirror: Mirror, { branch, commit, expected }: { branch: string; commit: string; expected: string | null }, stage: StageContext): Promise<void> {
    stage.progress(`pushing ${commit.slice(0, 12)} to ${branch}`);
    try {
      const pushed = await this.remote.push(stage.repository, mirror, { commit, ref: `refs/heads/${branch}`, expected, signal: stage.signal });
      await stage.keep('gh_push_log', `${pushed.log.join('\n')}\n`, textForm);
      if (pushed.outcome === 'lease_refused') {
        throw new StageFailure({ code: 'publish.branch_diverged', message: `Somebody moved ${branch} to ${pushed.found ?? 'nothing'} meanwhile; it is left alone.`, remediation: 'Look at the branch, then retry the run.', details: { branch, head: pushed.found } });
      }
      stage.effect({ kind: 'branch', repository: stage.repository, branch, commit });
    } catch (error) {
      if (error instanceof GitError) await stage.keep('gh_push_log', `${[...error.log, error.message].join('\n')}\n`, textForm);
      throw gitFailure(this.rights.refusedPush(error, stage.repository), `push to ${branch} of ${stage.repository}`);
    }
  }

  private async open({ baseBranch, title, body, draft }: Publication, stage: StageContext, { branch, commit }: { branch: string; commit: string }): Promise<PublishOutput> {
    const wish: PullRequestWish = { repository: stage.repository, branch, base: baseBranch, title, body, draft, labels: pullRequestLabels };
    stage.progress(`opening the pull request of ${branch}`);
    const { pullRequest, created, text: textChange } = await this.pullRequests.upsert(wish);
    stage.effect({ kind: 'pull_request', url: pullRequest.url });
    const labelled = await this.pullRequests.label(wish, pullRequest.number);
    await stage.keepJson('gh_pr_response', { ...pullRequest, created, text: textChange, ...(labelled ? { labelsRefused: labelled } : {}) });
    const noDraft = draft && created && !pullRequest.draft ? ' as no draft: the repository has none' : '';
    stage.conclude(`${concluded[textChange](pullRequest.url)}${noDraft}`);
    return { branchName: branch, commitSha: commit, prNumber: pullRequest.number, prUrl: pullRequest.url, created };
  }

  /** After a push, whoever reads the failure must know what is there and how to take it away. */
  private async withRollbackGuidance<T>({ branch, commit }: { branch: string; commit: string }, stage: StageContext, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      this.rights.doubt(stage.repository);
      const { failure } = error;
      throw new StageFailure({
        ...failure, details: { ...failure.details, branch, commitSha: commit },
        remediation: `${failure.remediation} The branch ${branch} was pushed at ${commit}; a retry goes on from there. To take it away instead: git push origin --delete ${branch}`,
      }, { cause: error });
    }
  }
}
