// The lines of a document from a repository without what could deceive: control characters, hidden or reordering ones, markers of runs and invocations of skills.
import { withoutMarkers } from '../phase-work/marker';
import { withoutInvocations } from '../skills/invoke-skill';

/** C0 and C1 but tab, line separators that are no line end to git, zero width, direction, and tags: seen by a model and by no person. */
const deceiving = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
/** Nothing after this many characters of a line is looked at. */
const longestLine = 20_000;

/** As many lines as the document has: line numbers stay what an editor shows. */
export function harmlessLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => withoutInvocations(withoutMarkers(line.slice(0, longestLine).replace(deceiving, ''))).trimEnd());
}

/** One line that closes no quotation in backticks. */
export function harmlessName(text: string): string {
  return harmlessLines(text).join(' ').replaceAll('`', '\'').trim();
}
