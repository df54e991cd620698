// Which repositories this installation may touch, by globs such as `acme/*`.
import { StageFailure } from '#domain';

/** @throws StageFailure `repository.not_allowed` */
export function requireAllowed(repository: string, globs: readonly string[]): void {
  if (isAllowed(repository, globs)) return;
  throw new StageFailure({
    code: 'repository.not_allowed', message: `This installation may not work on ${repository}.`,
    remediation: 'Add the repository to SPECLINE_ALLOWED_REPOSITORIES of every service and retry the run, or start a run for one that is in it.',
  });
}

/** True when no glob is set or one matches; `*` stands for any characters but a slash. */
export function isAllowed(repository: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return true;
  return globs.some((glob) => toPattern(glob).test(repository));
}

function toPattern(glob: string): RegExp {
  const escaped = glob.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`, 'i');
}
