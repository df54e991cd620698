// The place where one patch is tried: indexes of its own and an empty folder for each attempt, all gone afterwards.
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, headlineOf, reasonIn } from './git-error';
import type { Mirror } from './mirror';
import { sectionsOf, type PatchSection } from './patch-text';

/** A patch, the commit it is meant for, and the folder (`folder`) where git may leave files while both are brought together. */
export interface PatchBench {
  readonly mirror: Mirror;
  readonly base: string;
  readonly patch: Uint8Array;
  readonly sections: readonly PatchSection[];
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/** How `git apply` ended; exit code 1 is a conflict, 128 a patch it cannot read or a path it forbids. */
export interface Application {
  readonly exitCode: number;
  readonly stderr: string;
}

const baseIndex = 'base-index';

/** Sets up a bench whose base index holds the tree of `base`, runs `work` and clears everything away. */
export async function onBench<T>(mirror: Mirror, base: string, patch: Uint8Array, work: (bench: PatchBench) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const folder = join(mirror.scratch, randomUUID());
  const bench = { mirror, base, patch, sections: sectionsOf(patch), folder, signal };
  await mkdir(folder, { recursive: true });
  try {
    await mirror.git.run(['read-tree', base], { ...callOn(bench, baseIndex), signal });
    return await work(bench);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How git is called for one of the bench's indexes. */
export function callOn({ mirror, folder }: PatchBench, index: string) {
  return { directory: mirror.directory, workingDirectory: folder, variables: { GIT_INDEX_FILE: join(folder, index) } };
}

/** Lists the paths that git sees in the patch (the new name of a rename), without applying anything. */
export async function listPaths(bench: PatchBench): Promise<Application & { paths: string[] }> {
  const output = await tryApply(bench, ['--numstat', '-z'], bench.patch, baseIndex);
  const lines = output.stdout.toString('utf8').split('\0').filter(Boolean);
  return { ...output, paths: lines.map((line) => line.split('\t').slice(2).join('\t')) };
}

/** Applies (part of) the patch to a fresh copy of the base index, named `index`. */
export async function applyToIndex(bench: PatchBench, patch: Uint8Array, index: string): Promise<Application> {
  await copyFile(join(bench.folder, baseIndex), join(bench.folder, index));
  return tryApply(bench, ['--cached', '--3way'], patch, index);
}

/** Whether the base already holds everything the patch brings. */
export async function isAlreadyApplied(bench: PatchBench): Promise<boolean> {
  return (await tryApply(bench, ['--cached', '--reverse', '--check'], bench.patch, baseIndex)).exitCode === 0;
}

/**
 * Runs `git apply` in an empty folder that exists for this one call: for a new file that the base already has, `--cached --3way` checks
 * out the base's content into the working directory and merges with what it finds there (git 2.39.5, load_current in apply.c).
 */
async function tryApply(bench: PatchBench, options: readonly string[], patch: Uint8Array, index: string) {
  const workingDirectory = await mkdtemp(join(bench.folder, 'empty-'));
  const call = { ...callOn(bench, index), workingDirectory, input: patch, accept: [0, 1, 128], signal: bench.signal };
  const output = await bench.mirror.git.run(['apply', ...options, '--whitespace=nowarn', '-'], call);
  await rm(workingDirectory, { recursive: true, force: true });
  const reason = output.exitCode === 0 ? undefined : reasonIn(output.stderr);
  // A damaged mirror must not look like a conflict.
  if (reason === 'git.mirror_damaged' || reason === 'git.disk_full') throw new GitError(reason, headlineOf(output.stderr), output.stderr);
  return output;
}
