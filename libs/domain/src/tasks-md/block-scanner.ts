// Walks the lines of a Markdown file and keeps headings and list items; fenced code, HTML comments and front matter are skipped.
import type { Diagnostic } from '#contracts';
import { frontMatterLength } from './front-matter';
import { isPhaseTitle } from './phase-heading';
import { readCheckbox, startsWithId } from './task-line';
import { error, warning } from './tasks-document';

export interface Heading { line: number; level: number; text: string }

/** `text` is what follows the bullet. `nested` items stand inside another list item. */
export interface ListItem { line: number; nested: boolean; text: string }

export interface Blocks {
  headings: Heading[];
  items: ListItem[];
  /** Other lines that begin like a task: candidates for a remark, never tasks. */
  asides: { line: number; text: string }[];
  diagnostics: Diagnostic[];
}

interface HiddenBlock {
  kind: 'fence' | 'comment';
  line: number;
  /** Columns of the list item around it: a line further left ends the block (CommonMark 5.2). */
  container: number;
  marker: string;
}

const bullet = /(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/y;
const rule = /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const deepestOnOneLine = 20;
/** Nothing after this many characters of a line is looked at. */
const longestLine = 20_000;
/** A bullet this much further right stands inside the one above it, whatever the width of its marker. */
const nestingColumns = 2;

export function scanBlocks(lines: string[]): Blocks {
  const scanner = new BlockScanner(lines);
  for (let index = frontMatterLength(lines); index < lines.length; index += 1) scanner.read(index);
  return scanner.finish();
}

class BlockScanner {
  private readonly blocks: Blocks = { headings: [], items: [], asides: [], diagnostics: [] };
  /** Content columns of the list items the current line may belong to, outermost first. */
  private readonly containers: number[] = [];
  private hidden: HiddenBlock | null = null;
  private afterText = false;

  constructor(private readonly lines: string[]) {}

  read(index: number): void {
    const line = this.lines[index] ?? '';
    const text = line.trimStart();
    const indent = columnsOf(line, line.length - text.length);
    if (this.hidden && this.stillHidden(text, indent)) return;
    if (text === '') {
      this.afterText = false;
      return;
    }
    this.readVisible(index + 1, text.slice(0, longestLine).trimEnd(), indent);
  }

  finish(): Blocks {
    if (this.hidden) this.reportUnterminated(this.hidden);
    return this.blocks;
  }

  /** A block inside a list item also ends where the next item or heading further left begins. */
  private stillHidden(text: string, indent: number): boolean {
    const block = this.hidden as HiddenBlock;
    if (indent < block.container && (isBullet(text, 0) || readHeading(text))) {
      this.hidden = null;
      this.blocks.diagnostics.push(warning(`tasks_file.unterminated_${block.kind}`, block.line, `The ${nameOf(block)} is not closed inside its list item; it was taken to end with the item.`));
      return false;
    }
    const closes = block.kind === 'comment' ? text.includes('-->') : (block.container > 0 || indent < 4) && isClosingFence(text, block.marker);
    if (closes) this.hidden = null;
    return true;
  }

  private readVisible(line: number, text: string, indent: number): void {
    const heading = indent < 4 ? readHeading(text) : null;
    const isRule = heading === null && text.length < 200 && rule.test(text);
    const starts = heading !== null || isRule || isBullet(text, 0) || openingFence(text) !== null || text.startsWith('<!--');
    // A plain line right after text continues that paragraph, however far left it stands.
    if (starts || !this.afterText) this.leaveContainers(indent);
    this.afterText = heading === null && !isRule;
    if (heading) {
      this.containers.length = 0;
      this.blocks.headings.push({ line, ...heading });
    } else if (!isRule && !this.hides(line, text, indent)) this.readItems(line, text, indent);
  }

  private leaveContainers(indent: number): void {
    while (this.containers.length > 0 && (this.containers.at(-1) ?? 0) > indent) this.containers.pop();
  }

  /** Opens a fence or comment that starts here. Outside lists four columns of indent make it plain code. */
  private hides(line: number, text: string, indent: number): boolean {
    const container = this.containers.at(-1) ?? 0;
    if (container === 0 && indent > 3) return false;
    const fence = openingFence(text);
    if (fence) this.hidden = { kind: 'fence', line, container, marker: fence };
    else if (!text.startsWith('<!--')) return false;
    else if (!this.endsComment(line)) this.hidden = { kind: 'comment', line, container, marker: '' };
    this.afterText = false;
    return true;
  }

  private endsComment(line: number): boolean {
    const whole = this.lines[line - 1] ?? '';
    return whole.includes('-->', whole.indexOf('<!--') + 2);
  }

  /** One line may open several lists (`- - [ ] T001`); only the innermost item has text. */
  private readItems(line: number, text: string, indent: number): void {
    let at = 0;
    let nested = false;
    for (let depth = 0; depth < deepestOnOneLine && isBullet(text, at); depth += 1) {
      nested = this.containers.length > 0;
      this.containers.push(indent + at + nestingColumns);
      at = contentStart(text, at);
    }
    const rest = text.slice(at);
    if (at === 0) {
      if (text.slice(0, 20).includes('[') || startsWithId(text)) this.blocks.asides.push({ line, text });
    } else if (!this.hides(line, rest, indent + at)) this.blocks.items.push({ line, nested, text: rest });
  }

  /** What an unclosed block swallowed decides: hidden tasks or phases make the answer unsafe. */
  private reportUnterminated(block: HiddenBlock): void {
    const swallowed = this.lines.findIndex((line, index) => index >= block.line && holdsStructure(line));
    const code = `tasks_file.unterminated_${block.kind}`;
    const close = `Close the ${nameOf(block)} that starts here`;
    this.blocks.diagnostics.push(swallowed < 0
      ? warning(code, block.line, `${close}; nothing after it looks like a task.`)
      : error(code, block.line, `${close}: it hides everything to the end of the file, among it line ${swallowed + 1}, which looks like a task or a phase.`));
  }
}

function nameOf(block: HiddenBlock): string {
  return block.kind === 'fence' ? 'fenced code block' : 'HTML comment';
}

function isBullet(text: string, at: number): boolean {
  bullet.lastIndex = at;
  return bullet.test(text);
}

/** Where the content of the item at `at` starts. */
function contentStart(text: string, at: number): number {
  bullet.lastIndex = at;
  let next = at + (bullet.exec(text)?.[0].length ?? 1);
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  return next;
}

/** The fence's characters; one of backticks has no backtick in its info string. */
function openingFence(text: string): string | null {
  const fence = (text.startsWith('```') || text.startsWith('~~~')) && /^(?:`{3,1000}|~{3,1000})/.exec(text)?.[0];
  return fence && !(fence.startsWith('`') && text.includes('`', fence.length)) ? fence : null;
}

function isClosingFence(text: string, marker: string): boolean {
  const fence = text.slice(0, longestLine).trimEnd();
  return fence.length >= marker.length && fence[0] === marker[0] && fence === (marker[0] ?? '').repeat(fence.length);
}

/** An ATX heading; without the space after `#` only when it names a phase. */
function readHeading(text: string): { level: number; text: string } | null {
  const marks = text.startsWith('#') && /^#{1,6}/.exec(text)?.[0];
  if (!marks) return null;
  const rest = text.slice(marks.length, longestLine);
  return rest === '' || /^[ \t]/.test(rest) || (rest[0] !== '#' && isPhaseTitle(rest)) ? { level: marks.length, text: rest.trim() } : null;
}

function holdsStructure(line: string): boolean {
  const text = line.trimStart();
  if (isBullet(text, 0)) return readCheckbox(text.slice(contentStart(text, 0))) !== null;
  const heading = readHeading(text);
  return heading !== null && isPhaseTitle(heading.text);
}

/** Tabs stop at every fourth column. */
function columnsOf(line: string, end: number): number {
  if (!line.slice(0, end).includes('\t')) return end;
  let columns = 0;
  for (let at = 0; at < end; at += 1) columns += line[at] === '\t' ? 4 - (columns % 4) : 1;
  return columns;
}
