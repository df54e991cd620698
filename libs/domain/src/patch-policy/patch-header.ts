// Reads the file names that a patch's header lines declare, as `git apply` would.

const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

interface Name {
  text: string;
  /** Where the name ends in the line. */
  end: number;
}

/** The paths a header line declares, without the `a/` or `b/` in front; null when the line declares none. */
export function declaredPaths(line: string): string[] | null {
  if (line.startsWith('diff --git ')) return pairOf(line.slice(11)).flatMap(withoutPrefix);
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return withoutPrefix(nameAt(line, 4, '\t').text);
  const moved = /^(?:rename (?:from|to|old|new)|copy (?:from|to)) /.exec(line);
  return moved ? [nameAt(line, moved[0].length, null).text] : null;
}

/** Two names on one line. Unquoted ones with spaces can be told apart only when they are the same; otherwise other lines name them. */
function pairOf(text: string): string[] {
  if (!text.includes('"')) {
    const middle = (text.length - 1) / 2;
    const [first, second] = [text.slice(0, middle), text.slice(middle + 1)];
    if (text[middle] === ' ' && first.slice(first.indexOf('/')) === second.slice(second.indexOf('/'))) return [first];
    const words = text.split(' ');
    return words.length === 2 ? words : [];
  }
  const first = text.startsWith('"') ? nameAt(text, 0, null) : { text: text.slice(0, text.indexOf(' "')), end: text.indexOf(' "') };
  return [first.text, nameAt(text, first.end + 1, null).text];
}

/** `-p1` takes the first component away; a name without the usual prefix may also be taken whole. */
function withoutPrefix(name: string): string[] {
  if (name === '/dev/null') return [];
  const slash = name.indexOf('/');
  const stripped = slash < 0 ? [] : [name.slice(slash + 1)];
  return /^[abciow]\//.test(name) ? stripped : [...stripped, name];
}

/** A name in C quotes, or plain up to `stop` or the end of the line. */
function nameAt(line: string, start: number, stop: string | null): Name {
  if (line[start] === '"') return quotedAt(line, start);
  const end = stop === null ? -1 : line.indexOf(stop, start);
  return { text: line.slice(start, end < 0 ? undefined : end), end: end < 0 ? line.length : end };
}

function quotedAt(line: string, start: number): Name {
  const bytes: number[] = [];
  let at = start + 1;
  while (at < line.length && line[at] !== '"') {
    if (line[at] !== '\\') {
      const character = String.fromCodePoint(line.codePointAt(at) ?? 0);
      bytes.push(...new TextEncoder().encode(character));
      at += character.length;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(line.slice(at + 1, at + 4))?.[0];
    // What is no escape is kept as a byte that is not UTF-8, so that the name is refused.
    bytes.push(octal ? parseInt(octal, 8) : (escapes[line[at + 1] ?? ''] ?? 0xff));
    at += octal ? 4 : 2;
  }
  // git takes a name whose quotes do not end for a plain one, with the signs that are written: no honest patch has one.
  if (at >= line.length) bytes.push(0xff);
  return { text: new TextDecoder().decode(Uint8Array.from(bytes)), end: at + 1 };
}
