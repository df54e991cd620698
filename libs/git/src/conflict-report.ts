// Says what did not fit when a patch met a base: per file, per hunk, in all three versions as far as they are known.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conflictHunks, failingHunks, type ConflictHunk } from './conflict-hunks';
import { GitError } from './git-error';
import { entriesAt } from './mirror';
import { applyToIndex, callOn, type PatchBench } from './patch-bench';
import type { PatchSection } from './patch-text';
import { readBlob } from './tree';

/** An entry of `ls-files --unmerged`: stage 1 is what the patch was made from, 2 what the base has, 3 what the patch makes of 1. */
export interface UnmergedEntry {
  readonly stage: 1 | 2 | 3;
  readonly mode: string;
  readonly blob: string;
  readonly path: string;
}

/** `merge`: both sides changed the same lines. `exists`: the target is there already. `mismatch`: the base lacks what the patch changes. */
export interface ConflictFile {
  readonly path: string;
  readonly reason: 'merge' | 'exists' | 'mismatch';
  /** git's messages about this file, at most 2,000 characters. */
  readonly message: string;
  readonly unmerged: readonly UnmergedEntry[];
  /** At most 20, each text at most 4,000 characters; none for binary content. */
  readonly hunks: readonly ConflictHunk[];
}

/** `files` are those that do not fit, at most 100; `fitting` counts those that would; `message` is git's own about the whole patch. */
export interface ConflictReport {
  readonly base: string;
  readonly files: readonly ConflictFile[];
  readonly fitting: number;
  readonly omitted: number;
  readonly message: string;
}

const maxFiles = 100;
const maxContent = 1024 * 1024;
const markerSize = 40;

/** Tries every file's part by itself, since git stops at the first part that does not fit; `overwritten` do not fit although git says so. */
export async function reportConflict(bench: PatchBench, message: string, overwritten: readonly string[] = []): Promise<ConflictReport> {
  const files: ConflictFile[] = [];
  let fitting = 0;
  let tried = 0;
  for (const section of bench.sections) {
    if (files.length === maxFiles) break;
    tried += 1;
    const file = overwritten.includes(section.newPath) ? overwrittenFile(section) : await conflictIn(bench, section);
    if (file) files.push(file);
    else fitting += 1;
  }
  return { base: bench.base, files, fitting, omitted: bench.sections.length - tried, message: message.slice(0, 8_000) };
}

function overwrittenFile({ newPath, change }: PatchSection): ConflictFile {
  return { path: newPath, reason: 'exists', message: `the ${change} would overwrite a file that the base has`, unmerged: [], hunks: [] };
}

async function conflictIn(bench: PatchBench, section: PatchSection): Promise<ConflictFile | undefined> {
  const { exitCode, stderr } = await applyToIndex(bench, Buffer.from(section.text, 'latin1'), 'section-index');
  if (exitCode === 0) return undefined;
  const message = stderr.slice(0, 2_000);
  const unmerged = await unmergedIn(bench);
  if (unmerged.length > 0) return { path: section.newPath, reason: 'merge', message, unmerged, hunks: await mergedHunks(bench, unmerged) };
  const reason = /already exists in index/.test(stderr) ? 'exists' : 'mismatch';
  return { path: section.newPath, reason, message, unmerged, hunks: await mismatchedHunks(bench, section) };
}

async function unmergedIn(bench: PatchBench): Promise<UnmergedEntry[]> {
  const { stdout } = await bench.mirror.git.run(['ls-files', '--unmerged', '-z'], { ...callOn(bench, 'section-index'), signal: bench.signal });
  return stdout.toString('utf8').split('\0').filter(Boolean).map((line) => {
    const [mode = '', blob = '', stage = ''] = line.split(/[ \t]/, 3);
    return { stage: Number(stage) as 1 | 2 | 3, mode, blob, path: line.slice(line.indexOf('\t') + 1) };
  });
}

/** Lets git merge the three versions once more, as files with names of ours, to see the places that clash. */
async function mergedHunks(bench: PatchBench, unmerged: readonly UnmergedEntry[]): Promise<ConflictHunk[]> {
  for (const [stage, name] of [[1, 'base'], [2, 'ours'], [3, 'theirs']] as const) {
    const content = await contentOf(bench, unmerged.find((entry) => entry.stage === stage)?.blob);
    if (content === undefined) return [];
    await writeFile(join(bench.folder, name), content);
  }
  const labels = ['-L', 'ours', '-L', 'base', '-L', 'theirs'];
  const args = ['merge-file', '-p', '--diff3', `--marker-size=${markerSize}`, ...labels, '--', 'ours', 'base', 'theirs'];
  const call = { directory: bench.mirror.directory, workingDirectory: bench.folder, accept: Array.from({ length: 128 }, (_, conflicts) => conflicts), signal: bench.signal };
  return conflictHunks((await bench.mirror.git.run(args, call)).stdout.toString('utf8'), markerSize);
}

async function mismatchedHunks(bench: PatchBench, section: PatchSection): Promise<ConflictHunk[]> {
  const [entry] = await entriesAt(bench.mirror, bench.base, [section.oldPath], bench.signal);
  const current = entry?.kind === 'blob' ? await contentOf(bench, entry.object) : Buffer.alloc(0);
  return current === undefined ? [] : failingHunks(section.hunks, current.toString('utf8'));
}

/** Nothing for binary or very large content; an absent version is empty. */
async function contentOf({ mirror, signal }: PatchBench, blob: string | undefined): Promise<Buffer | undefined> {
  if (blob === undefined) return Buffer.alloc(0);
  const content = await readBlob(mirror, blob, { maxBytes: maxContent, signal }).catch((error: unknown) => {
    if (error instanceof GitError && error.code === 'git.file_too_large') return undefined;
    throw error;
  });
  return content?.subarray(0, 8_000).includes(0) ? undefined : content;
}
