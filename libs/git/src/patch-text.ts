// Reads as much of a git patch as git does not tell: its sections, the paths each one takes from, and its hunks.
// What decides is always git's own reading; this one prepares (which contents to fetch) and explains (what did not fit).

export type PatchChange = 'modify' | 'create' | 'delete' | 'rename' | 'copy';

/** `line` is where the hunk expects to start in the old file; texts keep their line ends. */
export interface PatchHunk {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** One file's part of a patch. `text` holds one character per byte; paths and hunks are decoded as UTF-8. */
export interface PatchSection {
  readonly change: PatchChange;
  readonly oldPath: string;
  readonly newPath: string;
  /** The old content's object name as the patch gives it, perhaps shortened; empty when it gives none. */
  readonly oldBlob: string;
  readonly hunks: readonly PatchHunk[];
  readonly text: string;
}

export function sectionsOf(patch: Uint8Array): PatchSection[] {
  const text = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength).toString('latin1');
  // Lines inside hunks start with one of " +-\", so a line that starts so is a header.
  const parts = text.split(/^(?=diff --git )/m);
  return parts.filter((part) => part.startsWith('diff --git ') || /^--- /m.test(part)).map(readSection);
}

function readSection(text: string): PatchSection {
  const hunksAt = text.search(/^@@ /m);
  const header = hunksAt < 0 ? text : text.slice(0, hunksAt);
  const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(header)?.[1];
  const moved = field('rename (?:from|old)') ?? field('copy from');
  const [gitOld, gitNew] = pathsOfGitLine(field('diff --git') ?? '');
  const oldPath = moved !== undefined ? unquote(moved) : (sidePath(field('---')) ?? gitOld);
  const target = field('rename (?:to|new)') ?? field('copy to');
  const newPath = target !== undefined ? unquote(target) : (sidePath(field('\\+\\+\\+')) ?? gitNew);
  return { change: changeOf(header), oldPath, newPath, oldBlob: /^index ([0-9a-f]{4,64})\.\./m.exec(header)?.[1] ?? '', hunks: hunksAt < 0 ? [] : hunksOf(text.slice(hunksAt)), text };
}

function changeOf(header: string): PatchChange {
  if (/^new file mode /m.test(header) || /^--- \/dev\/null$/m.test(header)) return 'create';
  if (/^deleted file mode /m.test(header) || /^\+\+\+ \/dev\/null$/m.test(header)) return 'delete';
  if (/^rename (from|old) /m.test(header)) return 'rename';
  return /^copy from /m.test(header) ? 'copy' : 'modify';
}

/** `a/x b/x`: names with spaces are told apart by both halves being the same. */
function pathsOfGitLine(rest: string): [string, string] {
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(rest);
  const half = (rest.length - 1) / 2;
  const [left, right] = quoted ? [unquote(quoted[1] ?? ''), unquote(quoted[2] ?? '')] : [decode(rest.slice(0, half)), decode(rest.slice(half + 1))];
  return [withoutSide(left), withoutSide(right)];
}

function sidePath(field: string | undefined): string | undefined {
  if (field === undefined || field.startsWith('/dev/null')) return undefined;
  return withoutSide(unquote(field.startsWith('"') ? field : field.replace(/\t.*$/, '')));
}

function withoutSide(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' };

/** Undoes git's C-style quoting. */
function unquote(name: string): string {
  if (!/^".*"$/.test(name)) return decode(name);
  return decode(name.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, code: string) => (code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code))));
}

function hunksOf(text: string): PatchHunk[] {
  return text.split(/^(?=@@ )/m).map((part) => {
    const [, line = '0', oldLines = '1', newLines = '1'] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(part) ?? [];
    const lines = part.slice(part.indexOf('\n') + 1).match(/[^\n]*\n|[^\n]+$/g) ?? [];
    return { line: Number(line), before: sideOf(lines, '-', Number(oldLines)), after: sideOf(lines, '+', Number(newLines)) };
  });
}

/** The first `count` lines that belong to one side: its own (`mark`) and those of the context. */
function sideOf(lines: readonly string[], mark: '-' | '+', count: number): string {
  const side: string[] = [];
  let previous = '';
  for (const line of lines) {
    // "\ No newline at end of file" takes the line end from the line before it.
    if (line.startsWith('\\') && (previous === mark || previous === ' ')) side.push(side.pop()?.slice(0, -1) ?? '');
    if (side.length < count && (line.startsWith(mark) || line.startsWith(' '))) side.push(line.slice(1));
    previous = line.charAt(0);
  }
  return decode(side.join(''));
}

function decode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
