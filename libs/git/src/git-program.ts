// Whether there is a git program, and which.
import { GitError } from './git-error';
import type { GitProcess } from './git-process';

export interface GitProgram { ok: boolean; detail: string; code?: string; remediation?: string; versions?: Record<string, string> }

/** @throws what is no fault of git */
export async function findGit(git: Pick<GitProcess, 'run'>): Promise<GitProgram> {
  try {
    const { stdout } = await git.run(['--version'], { timeLimit: 4000 });
    const version = /\d+(?:\.\d+)+/.exec(stdout.toString())?.[0] ?? 'unknown';
    return { ok: true, detail: `version ${version}`, versions: { git: version } };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { ok: false, code: error.code, detail: error.message, remediation: error.remediation };
  }
}
