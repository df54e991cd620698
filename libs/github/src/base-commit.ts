// Fixes the branch and the commit that a run works on.
import type { RepositoryReader } from './repository-reader';
import { StageFailure, isSafeBranch } from '#domain';

export interface BaseCommit { repository: string; branch: string; sha: string }

/** @throws StageFailure `base_branch.*`, `repository.*`, `credential.*`, `github.*` */
export async function baseCommitOf(reader: RepositoryReader, repository: string, wanted?: string): Promise<BaseCommit> {
  const facts = await reader.repository(repository);
  const branch = wanted ?? facts.defaultBranch;
  if (!isSafeBranch(branch)) {
    throw new StageFailure({ code: 'base_branch.invalid', message: `${JSON.stringify(branch).slice(0, 200)} is no branch name that Specline works with.`, remediation: 'Start the run with the plain name of a branch, such as main.' });
  }
  const sha = await reader.headOf(repository, branch);
  if (!sha) throw new StageFailure({ code: 'base_branch.missing', message: `${repository} has no branch ${branch}.`, remediation: 'Push the branch, or start the run with another baseBranch.' });
  return { repository: facts.fullName, branch, sha };
}
