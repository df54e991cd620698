// Makes commits whose sha depends on nothing but the arguments: no clock, no machine, no configuration.
import { GitError } from './git-error';
import { requireSha, type Mirror } from './mirror';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  /** The author unless given. */
  readonly committer?: Identity;
  /** For author and committer, written in whole seconds and in UTC. */
  readonly at: Date;
  readonly message: string;
  readonly signal?: AbortSignal;
}

/** Writes the commit into the mirror and answers its sha: the same for the same request, everywhere. */
export async function commitTree(mirror: Mirror, request: CommitRequest): Promise<string> {
  const { tree, parents, author, committer = author, at, message, signal } = request;
  if (message.trim() === '' || message.includes('\0')) throw new GitError('git.argument_refused', 'a commit message must hold text and no NUL');
  const date = dateOf(at);
  const variables = {
    GIT_AUTHOR_NAME: plain(author.name), GIT_AUTHOR_EMAIL: plain(author.email), GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: plain(committer.name), GIT_COMMITTER_EMAIL: plain(committer.email), GIT_COMMITTER_DATE: date,
  };
  const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', requireSha(parent)]), '-F', '-', requireSha(tree)];
  const { stdout } = await mirror.git.run(args, { directory: mirror.directory, variables, input: `${message.trimEnd()}\n`, signal });
  return stdout.toString('latin1').trim();
}

/** When a commit that the mirror holds was committed. */
export async function commitDate(mirror: Mirror, commit: string, signal?: AbortSignal): Promise<Date> {
  const { stdout } = await mirror.git.run(['cat-file', 'commit', requireSha(commit)], { directory: mirror.directory, signal });
  const seconds = /^committer .* (\d+) [+-]\d{4}$/m.exec(stdout.toString('utf8'))?.[1];
  return new Date(Number(seconds ?? 0) * 1000);
}

function dateOf(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  if (!(seconds >= 0)) throw new GitError('git.argument_refused', 'a commit needs a valid date after 1970');
  return `@${seconds} +0000`;
}

function plain(value: string): string {
  if (value.trim() === '' || /[<>\p{Cc}]/u.test(value)) throw new GitError('git.argument_refused', `not a name or an address of a person: ${JSON.stringify(value.slice(0, 80))}`);
  return value;
}
