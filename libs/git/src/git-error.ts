// What can go wrong between Specline and git, as codes with a way out; git's English is read here and nowhere else.

export type GitErrorCode =
  | 'git.url_refused' | 'git.ref_refused' | 'git.argument_refused'
  | 'git.not_installed' | 'git.timeout' | 'git.cancelled' | 'git.output_too_large' | 'git.disk_full'
  | 'git.auth' | 'git.not_found' | 'git.moved' | 'git.commit_missing' | 'git.unreachable'
  | 'git.push_rejected' | 'git.push_unverified' | 'git.file_too_large' | 'git.mirror_damaged' | 'git.failed';

interface Advice {
  readonly retryable: boolean;
  readonly remediation: string;
}

const advice: Readonly<Record<GitErrorCode, Advice>> = {
  'git.url_refused': { retryable: false, remediation: 'Use the HTTPS address of the repository, without credentials in it.' },
  'git.ref_refused': { retryable: false, remediation: 'Use a full branch name such as refs/heads/specline/feature, of letters, digits, ".", "_", "-" and "/".' },
  'git.argument_refused': { retryable: false, remediation: 'Correct the value that the message names.' },
  'git.not_installed': { retryable: false, remediation: 'Install git 2.38 or newer where this service runs and make sure that it is on its PATH.' },
  'git.timeout': { retryable: true, remediation: 'Check the network to the git server; raise the time limit when the repository is very large.' },
  'git.cancelled': { retryable: false, remediation: 'Nothing to do: the work was cancelled.' },
  'git.output_too_large': { retryable: false, remediation: 'The repository or the patch is beyond the limits; split the change.' },
  'git.disk_full': { retryable: true, remediation: 'Free space in the data directory of this service.' },
  'git.auth': { retryable: false, remediation: 'Check that the token or the GitHub App is valid and may read, and for a push write, the contents of this repository.' },
  'git.not_found': { retryable: false, remediation: 'Check the name of the repository, and that the token, or the GitHub App\'s installation, is allowed to see it.' },
  'git.moved': { retryable: false, remediation: 'The repository was renamed or moved: start a run with its new name.' },
  'git.commit_missing': { retryable: false, remediation: 'The commit is not on the server any more (a forced push?): start again from discovery.' },
  'git.unreachable': { retryable: true, remediation: 'Check that the git server answers, and the proxy and certificate settings.' },
  'git.push_rejected': { retryable: false, remediation: 'Read the server\'s reason: branch protection, a hook, or a credential without the "workflows" permission.' },
  'git.push_unverified': { retryable: true, remediation: 'Try again: the server took the push but does not show the branch yet.' },
  'git.file_too_large': { retryable: false, remediation: 'Make the file smaller.' },
  'git.mirror_damaged': { retryable: true, remediation: 'Try again: the cached mirror is made anew. If it comes back, check the disk of this service.' },
  'git.failed': { retryable: false, remediation: 'Read git\'s message; the log of this service holds the rest.' },
};

/** A failed piece of work with git. `stderr` is the end of what git said and holds no secret; `log` is what a push said so far. */
export class GitError extends Error {
  readonly remediation: string;
  readonly retryable: boolean;

  constructor(readonly code: GitErrorCode, message: string, readonly stderr = '', readonly log: readonly string[] = []) {
    super(message);
    this.name = 'GitError';
    ({ remediation: this.remediation, retryable: this.retryable } = advice[code]);
  }

  withLog(log: readonly string[]): GitError {
    return new GitError(this.code, this.message, this.stderr, log);
  }
}

// First match wins. "could not read Username" is what git says after a 401, since no prompt is allowed.
const signs: readonly (readonly [RegExp, GitErrorCode])[] = [
  [/No space left on device|Disk quota exceeded/i, 'git.disk_full'],
  [/could not read (Username|Password)|Authentication failed|returned error: 40[13]|Permission to .* denied/i, 'git.auth'],
  [/not our ref|couldn't find remote ref|Server does not allow request for unadvertised object/i, 'git.commit_missing'],
  [/returned error: 30\d|unable to update url base from redirection/i, 'git.moved'],
  [/returned error: 404|repository '[^']*' not found|Repository not found/i, 'git.not_found'],
  [/returned error: (429|5\d\d)|Could not resolve|Failed to connect|Connection (refused|reset|timed out)|Empty reply from server/i, 'git.unreachable'],
  [/RPC failed|unexpected disconnect|hung up unexpectedly|early EOF|unable to access|Operation too slow|invalid server response/i, 'git.unreachable'],
  [/not a git repository|packfile .* (does not match|cannot be)|is corrupt|bad (object|tree|signature)|inflate:|index file .* is too small/i, 'git.mirror_damaged'],
  [/failed to (read|unpack tree)|unable to read (tree|sha1|.* blob)|ignoring broken ref|reference broken|Unable to create '.*\.lock'/i, 'git.mirror_damaged'],
  [/not a valid object name|invalid object|loose object .* empty|index-pack failed|missing (blob|tree|commit) object/i, 'git.mirror_damaged'],
];

/** Reads the reason out of git's messages (LC_ALL=C); `undefined` when they name none that is known. */
export function reasonIn(stderr: string): GitErrorCode | undefined {
  return signs.find(([sign]) => sign.test(stderr))?.[1];
}

/** The line of git's messages that names the failure, for people. */
export function headlineOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? 'git said nothing';
}
