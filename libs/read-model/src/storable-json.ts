// JSON that PostgreSQL takes: NUL and lone surrogates are legal in JSON, but no text of PostgreSQL can hold them.

/** `JSON.stringify`, with U+FFFD in place of what cannot be stored. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? json.replace(escapes, clean) : json;
}

// Escapes are read two characters at a time, so that an escaped backslash before "u0000" stays what it is.
const escapes = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|[^])/g;
const clean = (escape: string): string => (escape.length > 2 ? '\\ufffd' : escape);
