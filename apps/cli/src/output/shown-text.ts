// Text of repositories, agents and other people, made harmless for a terminal: what would move its cursor or reorder its line is shown as a code.

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Line feeds and tabs stay. @example shownText('\u001b[2J') === '\\x1b[2J' */
export function shownText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** The same value with every text in it made harmless, at any depth: whoever renders an answer cannot forget a field. */
export function shown<Value>(value: Value): Value {
  if (typeof value === 'string') return shownText(value) as Value;
  if (Array.isArray(value)) return value.map(shown) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shown<unknown>(one)])) as Value;
}

/** In one line. */
export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('\t', ' ');

/** One line of JSON; what JSON leaves as it is and a terminal would obey is escaped. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
