// Keeps the mirror cache within bounds: old and unused mirrors go, then the least recently used ones until the rest fits.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { discard, discardedMark, scratchFolder, usedMark, type MirrorCache } from './mirror-cache';

/** Times in ms, sizes in bytes. */
export interface MirrorLimits {
  readonly maxBytes: number;
  /** Not used for so long. */
  readonly maxIdle: number;
  /** Made so long ago: a mirror only ever grows, and making it anew takes a second. */
  readonly maxAge: number;
}

export interface MirrorUse {
  readonly directory: string;
  readonly bytes: number;
  readonly madeAt: number;
  readonly usedAt: number;
}

/** A mirror used so recently may be in use now and is kept, whatever the limits say. */
export const busyFor = 30 * 60_000;
const leftoverAfter = 24 * 60 * 60_000;

/** Decides which mirrors go. */
export function mirrorsToPrune(mirrors: readonly MirrorUse[], limits: MirrorLimits, now: number): MirrorUse[] {
  const idle = mirrors.filter(({ usedAt }) => now - usedAt > busyFor).sort((one, other) => one.usedAt - other.usedAt);
  const expired = idle.filter(({ usedAt, madeAt }) => now - usedAt > limits.maxIdle || now - madeAt > limits.maxAge);
  let bytes = mirrors.filter((mirror) => !expired.includes(mirror)).reduce((sum, mirror) => sum + mirror.bytes, 0);
  const surplus = idle.filter((mirror) => !expired.includes(mirror)).filter((mirror) => {
    const goes = bytes > limits.maxBytes;
    if (goes) bytes -= mirror.bytes;
    return goes;
  });
  return [...expired, ...surplus];
}

/** Removes what `mirrorsToPrune` names and what killed processes left behind; answers the mirrors removed. `now` in ms since 1970. */
export async function pruneMirrors(cache: MirrorCache, limits: MirrorLimits, now: number): Promise<MirrorUse[]> {
  const names = await namesIn(cache.folder);
  const mirrors = await Promise.all(names.filter((name) => name.endsWith('.git')).map((name) => useOf(join(cache.folder, name))));
  const gone = mirrorsToPrune(mirrors, limits, now);
  for (const { directory } of gone) await discard(directory);
  const scratch = join(cache.folder, scratchFolder);
  const leftovers = [
    ...names.filter((name) => name.includes(discardedMark)).map((name) => join(cache.folder, name)),
    ...(await namesIn(scratch)).map((name) => join(scratch, name)),
  ];
  for (const path of leftovers) {
    if (now - (await timeOf(path)) > leftoverAfter) await rm(path, { recursive: true, force: true });
  }
  return gone;
}

async function useOf(directory: string): Promise<MirrorUse> {
  const madeAt = await timeOf(join(directory, 'config'));
  return { directory, bytes: await sizeOf(directory), madeAt, usedAt: Math.max(await timeOf(join(directory, usedMark)), madeAt) };
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function timeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}
