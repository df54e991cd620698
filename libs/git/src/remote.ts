// Reads and moves one branch of a server: never another ref than the one named, never over what somebody else has put there.
import { GitError, headlineOf, reasonIn, type GitErrorCode } from './git-error';
import type { GitProcess } from './git-process';
import { requireSha, type Mirror } from './mirror';
import { redact, requireAddress, secretsOf, type RemoteAddress } from './remote-address';

export interface PushRequest {
  /** Full sha of a commit in the mirror. */
  readonly commit: string;
  /** Full name, `refs/heads/…`. */
  readonly ref: string;
  /** What the branch must hold on the server; `null` when it must not exist. */
  readonly expected: string | null;
  readonly signal?: AbortSignal;
}

/**
 * `pushed` and `already_there` are verified by reading the branch back. `lease_refused`: the branch holds `found`, neither the commit
 * nor what was expected, and was left alone. `log` is what git and the server said, without secrets.
 */
export interface PushResult {
  readonly outcome: 'pushed' | 'already_there' | 'lease_refused';
  readonly found: string | null;
  readonly log: readonly string[];
}

/** `allowed`: the server opened its receiving side to this token. It does not tell what branch protection or a hook will say. */
export type PushPermission =
  | { readonly allowed: true; readonly log: readonly string[] }
  | { readonly allowed: false; readonly error: GitError; readonly log: readonly string[] };

/** Throws `git.ref_refused` unless `ref` is the full name of a branch in letters, digits and `._/-`. */
export function requireBranchRef(ref: string): string {
  const plain = /^refs\/heads\/[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(ref);
  if (!plain || /\.\.|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref)) throw new GitError('git.ref_refused', `not the full name of a branch: ${JSON.stringify(ref.slice(0, 220))}`);
  return ref;
}

/** The commit a branch holds on the server, `null` when there is no such branch. */
export async function lsRemote(git: GitProcess, remote: RemoteAddress, ref: string, signal?: AbortSignal): Promise<string | null> {
  const args = ['ls-remote', '--quiet', '--', requireAddress(remote).href, requireBranchRef(ref)];
  const { stdout } = await git.run(args, { remote, signal });
  // git matches the end of names, so refs/heads/x/refs/heads/y may come along with refs/heads/y.
  const line = stdout.toString('utf8').split('\n').find((candidate) => candidate.split('\t')[1] === ref);
  return line ? requireSha(line.split('\t')[0] ?? '') : null;
}

// After these nobody knows whether the push worked; the branch does.
const unclear: readonly GitErrorCode[] = ['git.unreachable', 'git.timeout', 'git.failed'];

/** Moves `ref` to `commit` under a lease. Repeating it is harmless. A failure's `log` holds what was said before it. */
export async function push(mirror: Mirror, request: PushRequest): Promise<PushResult> {
  const { commit, ref, expected, signal } = request;
  const args = pushArgs(mirror, request);
  const said = await runPush(mirror, args, signal).catch((error: unknown) => {
    if (error instanceof GitError && unclear.includes(error.code)) return error;
    throw error;
  });
  const { log } = said;
  const found = await lsRemote(mirror.git, mirror.remote, ref, signal).catch((error: unknown) => {
    throw error instanceof GitError ? error.withLog(log) : error;
  });
  if (found === commit) return { outcome: !(said instanceof GitError) && said.status.flag === '=' ? 'already_there' : 'pushed', found, log };
  // An answer that got lost: the push may have worked or not; the branch says that it did not.
  if (said instanceof GitError) throw said;
  if (said.status.flag === '!' && found === expected) throw new GitError('git.push_rejected', `the server refused the push: ${said.status.summary}`, '', log);
  if (found === expected) throw new GitError('git.push_unverified', `the server took the push, but ${ref} still holds what it held before`, '', log);
  return { outcome: 'lease_refused', found, log };
}

/** Asks for the right to push without pushing anything. Throws when the server cannot be asked. */
export async function canPush(mirror: Mirror, request: PushRequest): Promise<PushPermission> {
  const args = pushArgs(mirror, request, ['--dry-run']);
  try {
    // Whatever it says about the branch (it is behind, its lease is stale): it was said by a server that lets this token push.
    return { allowed: true, log: (await runPush(mirror, args, request.signal)).log };
  } catch (error) {
    if (!(error instanceof GitError) || !['git.auth', 'git.not_found', 'git.moved'].includes(error.code)) throw error;
    return { allowed: false, error, log: error.log };
  }
}

function pushArgs(mirror: Mirror, { commit, ref, expected }: PushRequest, options: readonly string[] = []): string[] {
  const lease = `--force-with-lease=${requireBranchRef(ref)}:${expected === null ? '' : requireSha(expected)}`;
  const fixed = ['--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];
  return ['push', ...options, ...fixed, lease, '--', requireAddress(mirror.remote).href, `${requireSha(commit)}:${ref}`];
}

interface RefStatus {
  /** git's sign: `*` new, `+` forced, space forward, `=` up to date, `!` refused. */
  readonly flag: string;
  readonly summary: string;
}

async function runPush(mirror: Mirror, args: readonly string[], signal?: AbortSignal): Promise<{ status: RefStatus; log: string[] }> {
  const output = await mirror.git.run(args, { directory: mirror.directory, remote: mirror.remote, accept: [0, 1], signal }).catch((error: unknown) => {
    throw error instanceof GitError ? error.withLog(logOf(mirror, args, error.stderr)) : error;
  });
  const said = output.stdout.toString('utf8');
  const log = logOf(mirror, args, output.stderr, said);
  const status = /^([ +\-*=!])\t[^\t\n]*\t(.*)$/m.exec(said);
  if (!status) throw new GitError(reasonIn(output.stderr) ?? 'git.failed', `git push: ${headlineOf(output.stderr)}`, output.stderr, log);
  return { status: { flag: status[1] ?? '', summary: status[2] ?? '' }, log };
}

function logOf(mirror: Mirror, args: readonly string[], ...texts: readonly string[]): string[] {
  const lines = texts.flatMap((text) => redact(text, secretsOf(mirror.remote)).split('\n')).map((line) => line.trimEnd());
  return [`$ git ${args.join(' ')}`, ...lines.filter(Boolean)];
}
