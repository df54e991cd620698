// What went wrong with git, as a failure of the run.
import type { FailureInput } from '#domain';
import { StageFailure } from '#domain';
import { GitError, type GitErrorCode } from './git-error';

const codes: Partial<Record<GitErrorCode, Pick<FailureInput, 'code' | 'resume'>>> = {
  'git.auth': { code: 'credential.github_scope' },
  'git.not_found': { code: 'repository.not_found' },
  'git.moved': { code: 'repository.moved' },
  'git.commit_missing': { code: 'base_commit.missing', resume: 'discover' },
  'git.unreachable': { code: 'github.unavailable' },
  'git.push_rejected': { code: 'publish.push_rejected' },
};

/** The server did not accept the token, or not for this. */
export function isRefusedToken(error: unknown): boolean {
  return error instanceof GitError && error.code === 'git.auth';
}

/** A `StageFailure` for every `GitError`; other errors come back as they are. `doing` completes "could not …". */
export function gitFailure(error: unknown, doing: string): unknown {
  if (!(error instanceof GitError)) return error;
  const known = codes[error.code] ?? { code: error.code };
  return new StageFailure({ ...known, message: `Could not ${doing}: ${error.message}`.slice(0, 2000), remediation: error.remediation, retryable: error.retryable }, { cause: error });
}
