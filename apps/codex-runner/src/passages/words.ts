// Cuts text into the words by which it is found: languages without spaces too, and names of code whole and in their parts.

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const parts = /_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
/** Words that every task and every passage has. */
const empty = new Set([
  'a an and any all are as at be but by can each every for from has have how if in into is it its may must no not of on or per should so such than that the their then there these they this to using via was were what when where which while who will with',
  'add create implement update write ensure use make set',
].join(' ').split(' '));

/** @example wordsIn('Add CartService') // ['add', 'cartservice', 'cart', 'service'] */
export function wordsIn(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) continue;
    words.push(segment.toLowerCase());
    const named = segment.split(parts).filter(Boolean);
    if (named.length > 1) words.push(...named.map((part) => part.toLowerCase()));
  }
  return words;
}

export function saysSomething(word: string): boolean {
  return !empty.has(word);
}
