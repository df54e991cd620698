// Finds the YAML block at the top of a file, which is not Markdown.
import { isPhaseTitle } from './phase-heading';
import { readCheckbox } from './task-line';

/** Number of leading lines that are front matter. A rule (`---`) followed by tasks or phases is not front matter, whatever closes it. */
export function frontMatterLength(lines: string[]): number {
  if (lines[0]?.trimEnd() !== '---') return 0;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^(?:---|\.\.\.)[ \t]*$/.test(line)) return index + 1;
    if (looksLikeMarkdown(line)) return 0;
  }
  return 0;
}

function looksLikeMarkdown(line: string): boolean {
  const item = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\[)/.exec(line);
  if (item) return readCheckbox(line.slice(item[0].length)) !== null;
  const heading = /^#{1,6}[ \t]+/.exec(line);
  return heading !== null && (heading[0].startsWith('##') || isPhaseTitle(line.slice(heading[0].length)));
}
