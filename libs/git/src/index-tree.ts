// Turns a base commit and a patch into a tree, in a git index of its own: the same tree for the same two on every machine.
import { reportConflict, type ConflictReport } from './conflict-report';
import { GitError, headlineOf } from './git-error';
import { entriesAt, fetchBlobs, missingObjects, requireSha, type Mirror } from './mirror';
import { applyToIndex, callOn, isAlreadyApplied, listPaths, onBench, type PatchBench } from './patch-bench';
import type { PatchSection } from './patch-text';
import { listChanges, type TreeChange } from './tree';

export interface PatchRequest {
  /** Full sha of a commit that the mirror holds. */
  readonly base: string;
  readonly patch: string | Uint8Array;
  readonly signal?: AbortSignal;
}

/**
 * `applied`: the tree and how it differs from the base (nothing, when the base already had the patch); `log` is git's messages.
 * `conflict`: nothing was applied; the report says what did not fit. `refused`: no patch that git can read, or a path that git forbids.
 */
export type PatchOutcome =
  | { readonly outcome: 'applied'; readonly tree: string; readonly changes: readonly TreeChange[]; readonly log: string }
  | { readonly outcome: 'conflict'; readonly report: ConflictReport }
  | { readonly outcome: 'refused'; readonly message: string };

const foreignBlobsAsked = 20;

/** Applies `patch` to the tree of `base`. Throws `GitError` for what is neither the patch's fault nor the base's. */
export async function applyPatch(mirror: Mirror, { base, patch, signal }: PatchRequest): Promise<PatchOutcome> {
  const bytes = typeof patch === 'string' ? Buffer.from(patch) : patch;
  return onBench(mirror, requireSha(base), bytes, applyOn, signal);
}

async function applyOn(bench: PatchBench): Promise<PatchOutcome> {
  const listed = await listPaths(bench);
  if (listed.exitCode !== 0) return refused(listed.stderr);
  const paths = [...new Set([...listed.paths, ...bench.sections.map(({ oldPath }) => oldPath)])];
  const unreadable = paths.find((path) => path.includes('\uFFFD'));
  if (unreadable !== undefined) return { outcome: 'refused', message: `a path is not UTF-8: ${JSON.stringify(unreadable)}` };
  await fetchPreimages(bench, paths);
  const applied = await applyToIndex(bench, bench.patch, 'index');
  if (applied.exitCode === 0) return treeOf(bench, applied.stderr);
  if (await isAlreadyApplied(bench)) return { outcome: 'applied', tree: await treeOfBase(bench), changes: [], log: 'the base already holds this patch\n' };
  if (applied.exitCode !== 1 || /is beyond a symbolic link|invalid path/.test(applied.stderr)) return refused(applied.stderr);
  return { outcome: 'conflict', report: await reportConflict(bench, applied.stderr) };
}

function refused(stderr: string): PatchOutcome {
  return { outcome: 'refused', message: headlineOf(stderr) };
}

/**
 * Brings the contents the patch starts from: what the base has at its paths, and, when the patch was made from something else, that,
 * if the server still has it. Those are asked for one by one, since one unknown object fails a whole request.
 */
async function fetchPreimages({ mirror, base, sections, signal }: PatchBench, paths: readonly string[]): Promise<void> {
  const entries = await entriesAt(mirror, base, paths, signal);
  await fetchBlobs(mirror, entries.filter(({ kind }) => kind === 'blob').map(({ object }) => object), signal);
  const foreign = sections.map(({ oldBlob }) => oldBlob).filter((blob) => /^[0-9a-f]{40}$/.test(blob) && !/^0+$/.test(blob));
  for (const blob of (await missingObjects(mirror, foreign, signal)).slice(0, foreignBlobsAsked)) {
    await fetchBlobs(mirror, [blob], signal).catch((error: unknown) => {
      if (!(error instanceof GitError) || error.code !== 'git.commit_missing') throw error;
    });
  }
}

async function treeOf(bench: PatchBench, log: string): Promise<PatchOutcome> {
  const { mirror, base, signal } = bench;
  // --missing-ok: the mirror has no contents but the ones touched, and git would look for every single one.
  const { stdout } = await mirror.git.run(['write-tree', '--missing-ok'], { ...callOn(bench, 'index'), signal });
  const tree = stdout.toString('latin1').trim();
  const changes = await listChanges(mirror, base, tree, signal);
  const overwritten = overwrittenPaths(bench.sections, changes);
  if (overwritten.length > 0) return { outcome: 'conflict', report: await reportConflict(bench, log, overwritten) };
  return { outcome: 'applied', tree, changes, log };
}

/** Rename and copy targets that the base already has and the patch does not clear: git overwrites them without a word. */
export function overwrittenPaths(sections: readonly PatchSection[], changes: readonly TreeChange[]): string[] {
  const cleared = new Set(sections.filter(({ change }) => change === 'delete' || change === 'rename').map(({ oldPath }) => oldPath));
  const existing = new Set(changes.filter(({ status }) => status !== 'A').map(({ path }) => path));
  const targets = sections.filter(({ change }) => change === 'rename' || change === 'copy').map(({ newPath }) => newPath);
  return targets.filter((path) => existing.has(path) && !cleared.has(path));
}

async function treeOfBase({ mirror, base, signal }: PatchBench): Promise<string> {
  const { stdout } = await mirror.git.run(['rev-parse', '--verify', `${base}^{tree}`], { directory: mirror.directory, signal });
  return stdout.toString('latin1').trim();
}
