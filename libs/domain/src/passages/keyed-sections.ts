// Cuts YAML and JSON, written over several lines, at their keys: what is too long for a passage is cut again at the keys below its own.
import { estimatedTokens } from './estimated-tokens';
import type { Section } from './sections';

const key = /^[ \t]*["']?([^\s"':,{}[\]#-][^"':]{0,99})["']?[ \t]*:(?:\s|$)/;
const item = /^[ \t]*- /;
const deepest = 8;

/** `longest` in tokens. Neighbours that fit together stay together, under the key they are below. */
export function keyedSections(lines: readonly string[], longest: number): Section[] {
  return cut({ headings: [], line: 1, lines }, longest);
}

function cut(section: Section, longest: number): Section[] {
  const sizes = section.lines.map((line) => estimatedTokens(line) + 1);
  const size = (start: number, end: number): number => sizes.slice(start, end).reduce((total, one) => total + one, 0);
  if (size(0, sizes.length) <= longest || section.headings.length >= deepest) return [section];
  const starts = [0, ...entriesOf(section.lines).filter((start) => start > 0), sizes.length];
  const sections: Section[] = [];
  let from = 0;
  const keepUntil = (end: number): void => {
    if (end > from) sections.push(slice(section, from, end));
    from = end;
  };
  starts.slice(0, -1).forEach((start, index) => {
    const end = starts[index + 1] ?? start;
    if (size(from, end) > longest) keepUntil(start);
    if (size(start, end) <= longest) return;
    sections.push(...cutEntry(slice(section, start, end), longest));
    from = end;
  });
  keepUntil(sizes.length);
  return sections;
}

/** One key with what is below it; its own line stays with the first part. */
function cutEntry(entry: Section, longest: number): Section[] {
  const name = key.exec(entry.lines[0] ?? '')?.[1]?.trim();
  if (name === undefined || entry.lines.length < 2) return [entry];
  const below = { headings: [...entry.headings, name], line: entry.line + 1, lines: entry.lines.slice(1) };
  const [first, ...others] = cut(below, longest);
  return first ? [{ ...first, line: first.line - 1, lines: [entry.lines[0] ?? '', ...first.lines] }, ...others] : [entry];
}

/** Where the keys and items of the outermost level are. */
function entriesOf(lines: readonly string[]): number[] {
  const found = lines.flatMap((line, index) => (key.test(line) || item.test(line) ? [{ index, indent: line.search(/\S/) }] : []));
  const outermost = found.reduce((least, { indent }) => Math.min(least, indent), Infinity);
  return found.filter(({ indent }) => indent === outermost).map(({ index }) => index);
}

function slice({ headings, line, lines }: Section, start: number, end: number): Section {
  return { headings, line: line + start, lines: lines.slice(start, end) };
}
