// How many tokens a text will be for a model, estimated: no vendor's tokenizer is the other's, and a list of words would be megabytes.

/** Letters, digits, one character beyond ASCII, a run of signs, line ends. */
const parts = /[A-Za-z]+|[0-9]+|[^\u0000-\u007f]|[^\sA-Za-z0-9\u0080-\uffff]+|\n+/g;
const lettersPerToken = 9;
const othersPerToken = 3;

/**
 * Against OpenAI's `o200k_base` on 369 documents of Spec Kit features in four languages: 4 % more in the middle,
 * and between 4 % less and 16 % more for nine of ten.
 */
export function estimatedTokens(text: string): number {
  let tokens = 0;
  for (const [part] of text.matchAll(parts)) tokens += tokensOf(part);
  return tokens;
}

function tokensOf(part: string): number {
  const first = part.charCodeAt(0);
  if (first === 10 || first > 127) return 1;
  const isWord = (first >= 65 && first <= 90) || (first >= 97 && first <= 122);
  return Math.ceil(part.length / (isWord ? lettersPerToken : othersPerToken));
}
