import { entryFor, isPublic, readAllowList, readAuthority } from './egress-rules.mjs';

test('an entry is a host, with a port and a mark if wanted', () => {
  expect(readAllowList(' github.com, *.githubusercontent.com:8443 ,, 10.0.0.5:3000!private, [2606:4700::1111], API.OpenAI.com.:80')).toEqual([
    { host: 'github.com', isSuffix: false, port: 443, mayBePrivate: false },
    { host: 'githubusercontent.com', isSuffix: true, port: 8443, mayBePrivate: false },
    { host: '10.0.0.5', isSuffix: false, port: 3000, mayBePrivate: true },
    { host: '2606:4700::1111', isSuffix: false, port: 443, mayBePrivate: false },
    { host: 'api.openai.com', isSuffix: false, port: 80, mayBePrivate: false },
  ]);
  expect(readAllowList('')).toEqual([]);
});

test.each(['*', '*.*', 'https://github.com', 'github.com/acme', 'github.com:', 'github.com:0', 'github.com:70000', '*.corp.example!private', 'a!public', '*.10.0.0.1', 'a b', 'a@b', '-a.example', '*github.com', 'git*.com', '[::1', '2130706433'])('%s is no entry', (text) => {
  expect(() => readAllowList(`github.com,${text}`)).toThrow(text);
});

test.each([
  ['github.com:443', 'github.com', 443], ['GitHub.COM.:443', 'github.com', 443], ['127.0.0.1:80', '127.0.0.1', 80], ['[::1]:443', '::1', 443], ['[0:0::0001]:443', '::1', 443], ['[::FFFF:127.0.0.1]:1', '::ffff:7f00:1', 1],
])('%s is read as %s and %d', (text, host, port) => {
  expect(readAuthority(text)).toEqual({ host, port });
});

test.each([
  'github.com', 'github.com:', ':443', 'github.com:443:443', 'github.com@evil.example:443', 'github.com:443@evil.example:443', 'github.com:443/', 'github.com%00:443', 'github.com\u0000.evil:443', 'git\uFF0Ehub.com:443', 'github.com :443', 'github.com\r\nx:443',
  '2130706433:443', '0x7f000001:443', '0x7f.1:443', '127.1:443', '0177.0.0.1:443', '127.0.0.1.:443', '1.2.3.256:443', '::1:443', '[::1%25lo]:443', '[fe80::1%eth0]:443', '[127.0.0.1]:443', '..:443', 'a..b:443', `${'a.'.repeat(130)}b:443`, `${'a'.repeat(64)}.b:443`, 'github.com:65536', 'github.com:-1', 'github.com:0443443',
])('%j is no place', (text) => {
  expect(readAuthority(text)).toBeUndefined();
});

describe('a place may be reached', () => {
  const entries = readAllowList('github.com,*.example.com,10.0.0.5:3000!private,internal.example.com!private');
  test.each([['github.com', 443], ['a.example.com', 443], ['a.b.example.com', 443], ['10.0.0.5', 3000], ['internal.example.com', 443]])('%s:%d, which is listed', (host, port) => {
    expect(entryFor(entries, host, port)).toBeDefined();
  });
  test.each([['github.com', 22], ['github.com', 80], ['gist.github.com', 443], ['github.com.evil.example', 443], ['evilgithub.com', 443], ['example.com', 443], ['notexample.com', 443], ['10.0.0.5', 443], ['10.0.0.6', 3000], ['8.8.8.8', 443]])('%s:%d is not', (host, port) => {
    expect(entryFor(entries, host, port)).toBeUndefined();
  });
  test('the mark counts for the very host, not for others below the suffix', () => {
    expect([entryFor(entries, 'internal.example.com', 443)?.mayBePrivate, entryFor(entries, 'a.example.com', 443)?.mayBePrivate]).toEqual([true, false]);
  });
});

test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.255.255', '2606:4700::1111', '2a00:1450:4001::1'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  '127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'ff02::1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'no address',
])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false);
});
