// Looks at a patch's text before git does: its size, and the paths it declares.
import { declaredPaths } from './patch-header';
import { shownPath } from './path-text';
import { problemOfPath } from './path-rules';
import { defaultPatchLimits, defaultPatchPolicy, type PatchFinding, type PatchLimits, type PatchPolicy } from './patch-policy';

const headerStart = /^(?:diff --git |--- |\+\+\+ |@@ |rename |copy |literal |delta )/;
/** The most lines that name one file: diff, two of a rename, old and new. Beyond them the text is no honest patch and is read no further. */
const namingLinesPerFile = 5;
/** A name cut here is still too long to be accepted. */
const longestHeader = 20_000;

/** Everything in the raw text that speaks against giving it to git; empty when nothing does. A patch that is too large is not read further. */
export function inspectPatch(text: string, limits: PatchLimits = defaultPatchLimits, policy: PatchPolicy = defaultPatchPolicy): PatchFinding[] {
  if (text.length > limits.maxBytes || new TextEncoder().encode(text).length > limits.maxBytes) {
    return [tooLarge('size.bytes', `The patch is larger than ${limits.maxBytes} bytes.`)];
  }
  const reader = new PatchReader(limits, policy);
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    reader.read(text.slice(start, end < 0 ? undefined : end));
    start = end < 0 ? text.length : end + 1;
  }
  return reader.finish();
}

function tooLarge(code: string, reason: string): PatchFinding {
  return { code, path: '', reason, severity: 'reject' };
}

class PatchReader {
  private readonly findings = new Map<string, PatchFinding>();
  private files = 0;
  private namingLines = 0;
  private changedLines = 0;
  private binaryBytes = 0;
  /** Lines the current hunk still has to give; inside it a line that looks like a header is content. */
  private oldLines = 0;
  private newLines = 0;
  private inGitHeader = false;
  private current = '';

  constructor(private readonly limits: PatchLimits, private readonly policy: PatchPolicy) {}

  read(line: string): void {
    if (line.length > this.limits.maxLineLength) this.add(tooLarge('size.line', `A line is longer than ${this.limits.maxLineLength} characters.`));
    if ((this.oldLines > 0 || this.newLines > 0) && this.readContent(line)) return;
    this.oldLines = 0;
    this.newLines = 0;
    if (!headerStart.test(line)) return;
    const hunk = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/.exec(line);
    if (hunk) {
      this.oldLines = Number(hunk[1] ?? 1);
      this.newLines = Number(hunk[2] ?? 1);
      return;
    }
    this.countFile(line);
    this.readBinary(line);
    if (this.namingLines <= namingLinesPerFile * this.limits.maxFiles) this.judge(declaredPaths(line.slice(0, longestHeader)));
  }

  finish(): PatchFinding[] {
    const { maxFiles, maxChangedLines, maxBinaryBytes } = this.limits;
    if (this.files > maxFiles || this.namingLines > namingLinesPerFile * maxFiles) this.add(tooLarge('size.files', `The patch names ${this.files} files; at most ${maxFiles} are allowed.`));
    if (this.changedLines > maxChangedLines) this.add(tooLarge('size.changed_lines', `The patch changes ${this.changedLines} lines; at most ${maxChangedLines} are allowed.`));
    if (this.binaryBytes > maxBinaryBytes) this.add(tooLarge('size.binary', `The patch holds ${this.binaryBytes} bytes of binary files; at most ${maxBinaryBytes} are allowed.`));
    if (this.files === 0) this.add({ code: 'patch.no_files', path: '', reason: 'The text names no file that it changes; it is not a patch.', severity: 'reject' });
    return [...this.findings.values()];
  }

  private readContent(line: string): boolean {
    const kind = line[0] ?? ' ';
    if (!' +-\\'.includes(kind)) return false;
    if (kind === '+' || kind === '-') this.changedLines += 1;
    if (kind === '-' || kind === ' ') this.oldLines -= 1;
    if (kind === '+' || kind === ' ') this.newLines -= 1;
    return true;
  }

  private countFile(line: string): void {
    const startsGitHeader = line.startsWith('diff --git ');
    if (startsGitHeader || (line.startsWith('--- ') && !this.inGitHeader)) this.files += 1;
    if (startsGitHeader) this.inGitHeader = true;
    else if (line.startsWith('+++ ')) this.inGitHeader = false;
  }

  private readBinary(line: string): void {
    const block = /^(literal|delta) (\d{1,15})$/.exec(line);
    if (!block) return;
    this.binaryBytes += Number(block[2]);
    if (block[1] === 'delta') this.add({ code: 'patch.binary_delta', path: shownPath(this.current), reason: 'It is a binary delta, whose result can be of any size.', severity: 'reject' });
  }

  private judge(paths: string[] | null): void {
    if (paths) this.namingLines += 1;
    for (const path of paths ?? []) {
      this.current = path;
      const problem = problemOfPath(path, this.policy);
      if (problem) this.add({ ...problem, path: shownPath(path), severity: 'reject' });
    }
  }

  /** The same finding is kept once; a patch has thousands of lines that say the same. */
  private add(finding: PatchFinding): void {
    this.findings.set(`${finding.code} ${finding.path}`, finding);
  }
}
