// Cuts conflicts down to the lines that clash, for a person to read.
import type { PatchHunk } from './patch-text';

/** `line` counts from 1 in the base's version; `base` is what the patch was made from, `ours` what the base has, `theirs` what the patch wants. */
export interface ConflictHunk {
  readonly line: number;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

const maxHunks = 20;
const maxText = 4_000;

/** Reads the conflicts out of a `merge-file --diff3` result whose markers are `markerSize` long. */
export function conflictHunks(merged: string, markerSize: number): ConflictHunk[] {
  const marker = (sign: string) => sign.repeat(markerSize);
  const hunks: ConflictHunk[] = [];
  let side: 'ours' | 'base' | 'theirs' | undefined;
  let open = { line: 1, base: '', ours: '', theirs: '' };
  let line = 1;
  for (const text of merged.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (text.startsWith(marker('<'))) [side, open] = ['ours', { line, base: '', ours: '', theirs: '' }];
    else if (side === 'ours' && text.startsWith(marker('|'))) side = 'base';
    else if (side === 'base' && text.startsWith(marker('='))) side = 'theirs';
    else if (side === 'theirs' && text.startsWith(marker('>'))) {
      hunks.push(clipped(open));
      side = undefined;
    } else {
      if (side) open[side] += text;
      if (side === undefined || side === 'ours') line += 1;
    }
  }
  return hunks.slice(0, maxHunks);
}

/** The hunks whose old lines are nowhere in the current text, each beside what stands there now. All of them when every one is found. */
export function failingHunks(hunks: readonly PatchHunk[], current: string): ConflictHunk[] {
  const lines = current.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const absent = hunks.filter(({ before }) => !current.includes(before));
  return (absent.length > 0 ? absent : hunks).slice(0, maxHunks).map(({ line, before, after }) => {
    const start = Math.max(line - 1, 0);
    const height = (before || after).trimEnd().split('\n').length;
    return clipped({ line: Math.max(line, 1), base: before, ours: lines.slice(start, start + height).join(''), theirs: after });
  });
}

function clipped({ line, base, ours, theirs }: ConflictHunk): ConflictHunk {
  const clip = (text: string) => (text.length > maxText ? `${text.slice(0, maxText)}…` : text);
  return { line, base: clip(base), ours: clip(ours), theirs: clip(theirs) };
}
