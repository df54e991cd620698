// Which branch a phase goes to, decided from what is there: pure, so that every case can be shown.
import { StageFailure, withSuffix } from '#domain';
import type { PullRequest } from './pull-requests';

export interface BranchState { branch: string; pullRequests: readonly PullRequest[]; head: string | null }
export type BranchChoice = { use: true; expected: string | null } | { use: false };

/**
 * An open pull request is updated; after a merge the phase goes to the next branch; a close by a person is respected.
 * `isOurs` says whether a publish fact of the lane names the commit.
 */
export function chooseBranch({ branch, pullRequests, head }: BranchState, commit: string, isOurs: (sha: string) => boolean): BranchChoice {
  const open = pullRequests.find((one) => one.state === 'open');
  if (!open) {
    if (pullRequests.some((one) => one.merged)) return { use: false };
    const closed = pullRequests[0];
    if (closed) throw closedByPerson(branch, closed);
  }
  if (head !== null && head !== commit && !isOurs(head)) throw diverged(branch, head);
  return { use: true, expected: head };
}

/** The branch itself, then `-2`, `-3` … */
export function branchCandidate(branch: string, ordinal: number): string {
  return ordinal === 1 ? branch : withSuffix(branch, ordinal);
}

function closedByPerson(branch: string, { number, url }: PullRequest): StageFailure {
  return new StageFailure({
    code: 'publish.pull_request_closed', message: `Pull request ${number} of ${branch} was closed without being merged.`,
    remediation: `If the phase is still wanted, reopen ${url} and retry the run; if the work shall begin anew, delete the branch ${branch} and rename or tick the phase in tasks.md.`,
    details: { prNumber: number, prUrl: url, branch },
  });
}

function diverged(branch: string, head: string): StageFailure {
  return new StageFailure({
    code: 'publish.branch_diverged', message: `The branch ${branch} holds ${head.slice(0, 12)}, which Specline did not push; it is left alone.`,
    remediation: `Somebody has worked on the branch. Merge or move that work, delete the branch (git push origin --delete ${branch}), then retry the run.`,
    details: { branch, head },
  });
}
