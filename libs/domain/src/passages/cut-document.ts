// Cuts a document into passages of bounded size, each with the headings it stands under.
import { estimatedTokens } from './estimated-tokens';
import { harmlessLines } from './harmless-lines';
import { keyedSections } from './keyed-sections';
import { markdownSections } from './markdown-sections';
import type { FeatureDocument, Passage } from './passage';
import type { Section } from './sections';

/** In estimated tokens, so that about ten fit the usual budget. Measured: longer ones bring more that no task asks for, shorter ones are torn from what explains them. */
export const longestPassage = 200;
const mostPassages = 500;

/** Pure, in the document's order. A section longer than a passage is cut between paragraphs, then between lines, then anywhere. */
export function cutDocument({ path, text }: FeatureDocument, longest = longestPassage): Passage[] {
  const passages = sectionsOf(path, harmlessLines(text), longest).flatMap((section) => (
    stretchesOf(section, longest).map((stretch) => passageOf(path, section.headings, stretch))
  ));
  return passages.filter((passage) => /[\p{L}\p{N}]/u.test(passage.text)).slice(0, mostPassages);
}

function sectionsOf(path: string, lines: readonly string[], longest: number): Section[] {
  if (/\.(md|markdown)$/i.test(path)) return markdownSections(lines);
  if (/\.(ya?ml|json)$/i.test(path)) return keyedSections(lines, longest);
  return [{ headings: [], line: 1, lines }];
}

interface Line { number: number; text: string }

/** Greedy: paragraphs are added until the next one would not fit. */
function stretchesOf(section: Section, longest: number): Line[][] {
  const stretches: Line[][] = [];
  let [current, size]: [Line[], number] = [[], 0];
  for (const paragraph of paragraphsOf(section).flatMap((one) => pieces(one, longest))) {
    const own = sizeOf(paragraph);
    if (current.length > 0 && size + own > longest) {
      stretches.push(current);
      [current, size] = [[], 0];
    }
    current.push(...paragraph);
    size += own;
  }
  return current.length > 0 ? [...stretches, current] : stretches;
}

/** Each with the empty lines that follow it. */
function paragraphsOf({ line, lines }: Section): Line[][] {
  const paragraphs: Line[][] = [];
  lines.forEach((text, index) => {
    const begins = index === 0 || (text !== '' && lines[index - 1] === '');
    if (begins) paragraphs.push([]);
    paragraphs.at(-1)?.push({ number: line + index, text });
  });
  return paragraphs;
}

function pieces(paragraph: Line[], longest: number): Line[][] {
  if (sizeOf(paragraph) <= longest) return [paragraph];
  return paragraph.flatMap((line) => (estimatedTokens(line.text) < longest ? [[line]] : slicesOf(line, longest)));
}

/** A token is an estimate of at least one character, so `longest` characters are never too many. */
function slicesOf({ number, text }: Line, longest: number): Line[][] {
  const characters = Array.from(text);
  const slices: Line[][] = [];
  for (let start = 0; start < characters.length; start += longest) slices.push([{ number, text: characters.slice(start, start + longest).join('') }]);
  return slices;
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((total, { text }) => total + estimatedTokens(text) + 1, 0);
}

function passageOf(file: string, headings: readonly string[], lines: readonly Line[]): Passage {
  const shown = [...lines];
  while (shown[0]?.text.trim() === '') shown.shift();
  while (shown.at(-1)?.text.trim() === '') shown.pop();
  return { file, headings, firstLine: shown[0]?.number ?? 0, lastLine: shown.at(-1)?.number ?? 0, text: shown.map(({ text }) => text).join('\n') };
}
