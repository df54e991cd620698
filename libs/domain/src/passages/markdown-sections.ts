// Cuts Markdown at its headings. Fenced code holds no headings, and HTML comments, which no reader of the page sees, are left out.
import type { Section } from './sections';

interface OpenHeading { level: number; text: string }
/** Nothing after this many characters is read as a heading. */
const longestHeading = 120;

export function markdownSections(lines: readonly string[]): Section[] {
  const path: OpenHeading[] = [];
  const sections: { headings: string[]; line: number; lines: string[] }[] = [{ headings: [], line: 1, lines: [] }];
  const reader = new MarkdownReader();
  lines.forEach((raw, index) => {
    const { text, heading } = reader.read(raw);
    if (heading) {
      while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
      path.push(heading);
      sections.push({ headings: path.map((one) => one.text), line: index + 2, lines: [] });
    } else sections.at(-1)?.lines.push(text);
  });
  return sections;
}

/** Knows whether it stands in code or in a comment. */
class MarkdownReader {
  private fence = '';
  private commented = false;

  read(raw: string): { text: string; heading?: OpenHeading } {
    if (this.fence !== '') {
      if (closes(raw, this.fence)) this.fence = '';
      return { text: raw };
    }
    const text = this.withoutComments(raw);
    this.fence = openedFence(text);
    const heading = headingIn(text);
    return heading ? { text, heading } : { text };
  }

  private withoutComments(raw: string): string {
    let shown = '';
    let rest = raw;
    while (rest !== '') {
      const at = rest.indexOf(this.commented ? '-->' : '<!--');
      if (!this.commented) shown += at < 0 ? rest : rest.slice(0, at);
      if (at < 0) break;
      rest = rest.slice(at + (this.commented ? 3 : 4));
      this.commented = !this.commented;
    }
    return shown.trimEnd();
  }
}

function openedFence(text: string): string {
  return /^\s{0,12}(`{3,}(?=[^`]*$)|~{3,})/.exec(text)?.[1] ?? '';
}

function closes(text: string, fence: string): boolean {
  const closing = text.trim();
  return closing.length >= fence.length && closing === (fence[0] ?? '').repeat(closing.length);
}

function headingIn(text: string): OpenHeading | undefined {
  const [, marks = '', title = ''] = /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(text) ?? [];
  if (marks === '') return undefined;
  return { level: marks.length, text: title.slice(0, longestHeading).replace(/ #+$/, '').replace(/[*`]+/g, '').trim() };
}
