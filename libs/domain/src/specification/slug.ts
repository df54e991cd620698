// The short name of a feature, made from the text that asks for it.
import { fingerprint } from '../branch/fingerprint';

const mostWords = 4;
const longestSlug = 50;
/** Words that say nothing about a feature. */
const fillers = new Set([
  'a', 'an', 'and', 'the', 'to', 'for', 'of', 'in', 'on', 'at', 'by', 'with', 'from', 'into', 'as', 'is', 'are', 'was', 'were', 'be', 'been', 'being', 'has', 'have', 'had',
  'do', 'does', 'did', 'will', 'would', 'should', 'could', 'can', 'may', 'might', 'must', 'shall', 'this', 'that', 'these', 'those', 'it', 'its', 'my', 'your', 'our', 'their', 'his', 'her',
  'i', 'we', 'you', 'they', 'so', 'or', 'if', 'when', 'then', 'than', 'want', 'need', 'needs', 'add', 'adds', 'get', 'set', 'make', 'let', 'lets', 'please', 'some', 'any', 'all', 'new',
]);

/**
 * Up to four telling words of the text's first line that has any; a fingerprint stands in where no Latin letter is left.
 * @example slugOf('Add a wish list so that customers can save products') === 'wish-list-customers-save'
 */
export function slugOf(text: string): string {
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const telling = words.filter((word) => !fillers.has(word) && (word.length > 1 || /\d/.test(word)));
    const slug = (telling.length > 0 ? telling : words).slice(0, mostWords).join('-').slice(0, longestSlug).replace(/-+$/, '');
    if (/[a-z]/.test(slug)) return slug;
  }
  return `feature-${fingerprint(text).slice(0, 8)}`;
}

function wordsOf(line: string): string[] {
  return line.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replaceAll('ß', 'ss').match(/[a-z0-9]+/g) ?? [];
}
