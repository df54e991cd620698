// Text from repositories and agents, made harmless for pull requests and commits.
import { withoutMarkers } from './marker';

/** A section of bullet points, or nothing. */
export function list(title: string, lines: string[], more = 0): string {
  if (lines.length === 0) return '';
  return [`### ${title}`, ...lines.map((line) => `- ${line}`), ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

/** One line of text that mentions nobody, closes nothing and hides nothing. */
export function plain(text: string): string {
  return withoutMarkers(text)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replaceAll('<', '&lt;').replaceAll('`', '\'')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(\s*:?\s*)#/gi, '$1$2no. ')
    .replace(/!\[/g, '[')
    .trim();
}

/** The first line of a commit message: it skips no CI. */
export function subject(text: string): string {
  return plain(text).replace(/\[(?=[^\]]*(?:skip|ci|no)\b)/gi, '(').slice(0, 120);
}
