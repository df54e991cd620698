import * as fc from 'fast-check';
import { Redactor, redactionMark } from './redactor';

const token = 'plainTokenWithoutShape+7/k';
const redactor = new Redactor([token]);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a known secret leaves no trace', () => {
  it.each([
    ['as it stands', `token ${token} end`],
    ['in a URL', `?t=${encodeURIComponent(token)}&x=1`],
    ['in a URL with lower-case escapes', `?t=${encodeURIComponent(token).toLowerCase().replace(/plaintokenwithoutshape/, 'plainTokenWithoutShape')}&x=1`],
    ['in base64', `data ${base64(token)} end`],
    ['in basic authentication', `Basic ${base64(`x-access-token:${token}`)}`],
    ['in base64 at any alignment', `${base64(`a${token}z`)} ${base64(`ab${token}zz`)} ${base64(`abc${token}zzz`)}`],
  ])('%s', (_how, text) => {
    const shown = redactor.text(text);
    expect(shown).toContain(redactionMark);
    const decoded = shown.split(/[^\w+/=-]+/).map((word) => Buffer.from(word, 'base64').toString()).join(' ');
    for (const seen of [shown, decodeURIComponent(shown), decoded]) expect(seen).not.toContain('TokenWithoutShape');
  });

  it('in base64url', () => {
    const odd = 'odd>>>???secret~~~';
    const encoded = Buffer.from(odd).toString('base64url');
    expect(encoded).toMatch(/[-_]/);
    expect(new Redactor([odd]).text(encoded)).toBe(redactionMark);
  });

  it('also with quotes and line ends inside a JSON string', () => {
    const quoted = new Redactor(['a"quoted\\secret']);
    expect(quoted.text(JSON.stringify({ note: 'is a"quoted\\secret here' }))).toBe('{"note":"is [redacted] here"}');
  });

  it('line by line when it has several', () => {
    const key = new Redactor(['-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA1\nq9rT5u7v8w9x0yzAB\n-----END RSA PRIVATE KEY-----\n']);
    expect(key.text('only one line of it: q9rT5u7v8w9x0yzAB')).toBe(`only one line of it: ${redactionMark}`);
  });

  it('and the longer one wins where one contains another', () => {
    expect(new Redactor(['secret-one', 'secret-one-and-two']).text('secret-one-and-two')).toBe(redactionMark);
  });
});

test('a secret that comes up later is known from then on, beside those of before', () => {
  const redactor = new Redactor(['first-secret-1']);
  const line = 'first-secret-1 and second-secret-2';
  expect(redactor.text(line)).toBe('[redacted] and second-secret-2');
  redactor.know(['second-secret-2']);
  expect(redactor.text(line)).toBe('[redacted] and [redacted]');
});

describe('an unknown credential is known by its shape', () => {
  it.each([
    ['gh' + 'p_0123456789abcdefghijABCDEFGHIJ012345'],
    ['gh' + 's_0123456789abcdefghijABCDEFGHIJ012345'],
    ['github' + '_pat_11ABCDEFG0_abcdefghijklmnopqrstuvwxyz'],
    ['sk-' + 'proj-Ab1cDe2fGh3iJk4lMn5oPq6r'],
    ['at-' + 'Ab1cDe2fGh3iJk4lMn5oPq6r'],
    ['eyJhbGciOiJub25lIn0' + '.eyJzdWIiOiIxMjM0NTY3ODkwIn0.'],
    ['SU' + 'ACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY'],
    ['-----BEGIN PRIVATE' + ' KEY-----\nMIIEvQ+/=\nabc\n-----END PRIVATE KEY-----'],
  ])('%s', (credential) => {
    expect(redactor.text(`before "${credential}" after`)).toBe(`before "${redactionMark}" after`);
    expect(redactor.text(JSON.stringify(`line\n${credential}\nnext`))).toBe(JSON.stringify(`line\n${redactionMark}\nnext`));
  });

  it.each([
    ['https://octocat:hunter2@github.com/acme/web.git', `https://${redactionMark}@github.com/acme/web.git`],
    ['postgres://specline:hunter2@db/specline', `postgres://${redactionMark}@db/specline`],
    ['-H "Authorization: Bearer abc.def" -v', `-H "Authorization: Bearer ${redactionMark}" -v`],
    ['authorization: basic YWJjOmRlZg== end', `authorization: basic ${redactionMark} end`],
    ['AUTHORIZATION=0123456789abcdef0123', `AUTHORIZATION=${redactionMark}`],
    ['"{\\"authorization\\":\\"hunter2\\"}"', `"{\\"authorization\\":\\"${redactionMark}\\"}"`],
    ['{"Authorization":"Basic YTpi","x":1}', `{"Authorization":"${redactionMark}","x":1}`],
  ])('what stands around it stays readable: %s', (text, shown) => {
    expect(redactor.text(text)).toBe(shown);
  });
});

it.each([
  'specline/007-at-least-once-delivery-v2/at-least-once-delivery-of-2-messages',
  'Install sk-learn-compatible-pipelines-for-2026 and at-most-once',
  'sha256:3f786850e387550fdab836ed7e6dc881de23001b0123456789abcdef01234567 0199c0de-0000-7000-8000-000000000001',
  'https://github.com/acme/web/pull/7?mail=me@example.org http://[::1]:8080/@scope/name',
  'authorization is missing; the authorization header',
  '- [ ] T012 [P] Authorization: token validation for every route in src/auth.ts',
  '- [ ] T013 Authorization: Basic authentication, then Authorization: src/middleware/v2.ts, Authorization: authentication-middleware',
  'SPECLINE_API_TOKENS SOURCE SCHEMA eyJ',
])('ordinary text stays as it is: %s', (text) => {
  expect(redactor.text(text)).toBe(text);
});

it('a JSON value without secrets is returned itself, one with secrets is copied with every string and key redacted', () => {
  const clean = { run: 'r', list: [1, null, 'text'] };
  expect(redactor.value(clean)).toBe(clean);
  const dirty = { list: [{ note: `see ${token}` }], [token]: 1, authorization: 'Basic YTpi', left: null };
  expect(redactor.value(dirty)).toEqual({ list: [{ note: `see ${redactionMark}` }], [redactionMark]: 1, authorization: redactionMark, left: null });
  expect(dirty.list[0]?.note).toContain(token);
});

describe('a stream of pieces', () => {
  const shownOf = (pieces: string[]): string => {
    const stream = redactor.stream();
    return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
  };

  it('shows the same however the text was cut', () => {
    const text = `first ${token}\r\nAuthorization: Bearer abc.def\n-----BEGIN PRIVATE` + ` KEY-----\nMIIE+/=\nabcd\n-----END PRIVATE KEY-----\nend ${base64(`x-access-token:${token}`)}`;
    const whole = redactor.text(text);
    fc.assert(fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const borders = [0, ...cuts.sort((one, other) => one - other), text.length];
      expect(shownOf(borders.slice(1).map((border, index) => text.slice(borders[index], border)))).toBe(whole);
    }));
  });

  it('shows each line as soon as it ended', () => {
    const stream = redactor.stream();
    expect([stream.push('one\ntw'), stream.push('o\n'), stream.push('progress 10%\r'), stream.end()]).toEqual(['one\n', 'two\n', 'progress 10%\r', '']);
  });

  it('lets a line without end through in the long run, but never half a secret', () => {
    const stream = redactor.stream();
    const filler = 'x '.repeat(29_000);
    const secretAtTheCut = `${filler}${token}${'y '.repeat(4_090)}`;
    const shown = stream.push(secretAtTheCut);
    expect(shown.length).toBeGreaterThan(50_000);
    expect(shown + stream.end()).toBe(redactor.text(secretAtTheCut));
  });
});

it('what comes and goes is known until the next telling, beside what is known for good', () => {
  const kept = new Redactor([token]);
  kept.knowForNow(['first-of-an-hour', 'second-of-an-hour']);
  expect(kept.text(`first-of-an-hour second-of-an-hour ${token}`)).toBe(Array(3).fill(redactionMark).join(' '));
  kept.know(['for-good-from-now']);
  kept.knowForNow(['second-of-an-hour', 'third-of-an-hour']);
  expect(kept.text('first-of-an-hour second-of-an-hour third-of-an-hour for-good-from-now')).toBe(`first-of-an-hour ${Array(3).fill(redactionMark).join(' ')}`);
});

it('a token of a GitHub App is known by its shape, which has been its id and a JWT since 2026', () => {
  expect(new Redactor([]).text('with ghs_123456_eyJhbGciOiJSUzI1NiJ9.c29tZWJvZHk.c2lnbmF0dXJl, end')).toBe(`with ${redactionMark}, end`);
});
