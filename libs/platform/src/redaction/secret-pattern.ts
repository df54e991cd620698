// What a secret looks like: one regular expression for the secrets we know, in every dress they travel in, and for the shapes of those we do not.

/** Shapes of credentials, safe to match in branch names and prose: each asks for more than a word with a prefix. */
const shapes = [
  'gh[pousr]_[A-Za-z0-9]{16,}', // GitHub tokens, classic and of an App
  'ghs_[0-9A-Za-z]{1,40}_[\\w.-]{16,}', // of an App since 2026: its id and a JWT
  'github_pat_[A-Za-z0-9_]{16,}',
  '(?:sk|at)-(?<=(?:^|[^\\w/.-]|\\\\[nrt])..-)(?=[\\w-]{0,200}[0-9])[\\w-]{0,64}?[A-Za-z0-9]{16}[\\w-]*', // OpenAI, Anthropic, Codex; not `at-least-once`. The look behind comes second: in front it makes every search five times slower
  'eyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?', // JWT, signed or not
  'S[ACNOU][A-Z2-7]{56}', // NATS seed
  '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\\s]|\\\\[nrt])*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?',
];

const header = '(?:[Aa]uthorization|AUTHORIZATION)';
const scheme = '(?:[Bb]asic|[Bb]earer|[Tt]oken|[Dd]igest|[Nn]egotiate)\\s{1,4}';
const value = '[^\\s"\'\\\\,]';

/**
 * A group is kept: it says what stood there. A value ends where a header, a JSON string or a shell word ends.
 * In prose only what cannot be a word counts as a value, for a task may well read "Authorization: token validation".
 */
const labelled = [
  '(:\\/\\/)[^\\s/?#@"\'<>\\\\]{1,2000}(?=@)',
  `(${header}\\\\?["']\\s{0,4}:\\s{0,4}\\\\?["'])[^"'\\\\]+`,
  `(${header}\\s{0,4}[:=]\\s{0,4}["']?${scheme})(?=${value}{0,200}(?:[0-9=.]|[a-z][A-Z]))${value}{6,}`,
  `(${header}\\s{0,4}[:=]\\s{0,4}["']?)(?=[\\w.~+-]{0,200}[0-9])[\\w.~+-]{16,}=*`,
];

/** A shorter literal would blank out ordinary words. */
const shortestSecret = 6;
const shortestLine = 12;

/**
 * @param secrets literal values. Those of several lines are known by each of their lines; those of fewer than 6 characters only by their shape.
 * @returns a global expression; what its groups caught stays, the rest of a match is the secret.
 */
export function secretPattern(secrets: readonly string[]): RegExp {
  const known = secrets.flatMap(linesOf);
  const literals = longestFirst(known.flatMap(dressesOf)).map(escape);
  const encoded = longestFirst(known.flatMap(base64CoresOf)).map((core) => `${escape(core)}[\\w+/-]*={0,2}`);
  return new RegExp([...labelled, ...literals, ...encoded, ...shapes].join('|'), 'g');
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  if (lines.length === 1) return secret.length >= shortestSecret ? [secret] : [];
  return lines.map((line) => line.trim()).filter((line) => line.length >= shortestLine && !line.startsWith('-----'));
}

/** Where one secret contains another the longer one wins. */
function longestFirst(texts: string[]): string[] {
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
}

/** The secret as it stands, in a URL, in a form body and inside a JSON string. */
function dressesOf(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  return [secret, inUrl, inUrl.replaceAll('%20', '+'), inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()), JSON.stringify(secret).slice(1, -1)];
}

/** Base64 of anything that contains the secret, such as `x-access-token:SECRET`: three alignments, each without the characters its neighbours share. */
function base64CoresOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
    const shared = (offset + bytes.length) % 3 === 0 ? 0 : 1;
    const core = text.slice(offset === 0 ? 0 : offset + 1, text.length - shared);
    return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function escape(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
