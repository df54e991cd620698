// Addresses of the web within a text that somebody wrote for people.

/** `href` is there for what is an address. */
export interface TextPart { text: string; href?: string }

/** Pure. A full stop or a bracket after an address belongs to the sentence. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/g)) {
    const href = match[0].replace(/[.,;:!?)\]}]+$/, '');
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  return end < text.length ? [...parts, { text: text.slice(end) }] : parts;
}
