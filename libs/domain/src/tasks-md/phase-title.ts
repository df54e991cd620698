// How a phase's title is shown, and the slug that names the phase in identities and branches.
import { fingerprint } from '../branch/fingerprint';

const longestTitle = 300;
const longestSlug = 60;

/** The heading's text as written, without comments and closing marks, at most 300 characters. */
export function titleOf(headingText: string): string {
  const text = headingText.slice(0, 4 * longestTitle).replace(/<!--.{0,1000}?-->/g, ' ').replace(/[ \t]#+[ \t]*$/, '');
  return text.replace(/\s+/g, ' ').trim().slice(0, longestTitle);
}

/** Letters and digits of any script, joined by dashes, at most 60 characters; a longer one is cut and ends in a fingerprint of the title. */
export function slugOf(title: string): string {
  const slug = title.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  if (slug === '') return `untitled-${fingerprint(title)}`;
  if (slug.length <= longestSlug) return slug;
  const letters = Array.from(slug);
  if (letters.length <= longestSlug) return slug;
  return `${letters.slice(0, longestSlug - 17).join('').replace(/-$/, '')}-${fingerprint(title)}`;
}
