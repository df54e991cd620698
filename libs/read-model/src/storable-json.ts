// JSON that PostgreSQL takes: NUL and lone surrogates are legal in JSON, but no text of PostgreSQL can hold them.

/** `JSON.stringify`, with U+FFFD in place of what cannot be stored. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? json.replace(escapes, clean) : json;
}

// Escapes are read two characters at a time, so that an escaped backslash before "u0000" stays what it is.
const escapes = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|[^])/g;
const clean = (escape: string): string => (escape.length > 2 ? '\ufffd' : escape);

/** Whether two JSON values are the same once they are stored; cheaper than writing them to compare the text. */
export function sameOnceStored(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one === 'string' && typeof other === 'string') return storableJson(one) === storableJson(other);
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length
    && keys.every((key) => Object.hasOwn(other, key) && sameOnceStored(one[key as keyof typeof one], other[key as keyof typeof other]));
}
