import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDebianMirrors } from './debian-mirror';

let etc: string;
beforeEach(() => { etc = mkdtempSync(join(tmpdir(), 'specline-apt-')); });
afterEach(() => rmSync(etc, { recursive: true, force: true }));

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(etc, file)), { recursive: true });
  writeFileSync(join(etc, file), text);
};

test('a deb822 source gives its mirror and key, and its security stanza is left out', () => {
  write('sources.list.d/debian.sources', `Types: deb
# http://snapshot.example/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
  expect(readDebianMirrors(etc)).toEqual([{ uri: 'http://mirror.example/debian', options: '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ' }]);
});

test('a one-line source gives its mirror, with and without options', () => {
  write('sources.list', `# the machine's packages
deb [arch=amd64 signed-by=/keys/debian.gpg] http://first.example/debian bookworm main contrib # comment
deb http://second.example/debian bookworm main
deb http://second.example/debian-security bookworm-security main
deb-src http://third.example/debian bookworm main
`);
  expect(readDebianMirrors(etc)).toEqual([
    { uri: 'http://first.example/debian', options: '[signed-by=/keys/debian.gpg] ' },
    { uri: 'http://second.example/debian', options: '' },
  ]);
});

test('an address without the word debian comes after those with it', () => {
  write('sources.list', 'deb http://vendor.example/apt stable main\n');
  write('sources.list.d/debian.list', 'deb mirror+file:/etc/apt/mirrors/debian.list trixie main\n');
  expect(readDebianMirrors(etc).map(({ uri }) => uri)).toEqual(['mirror+file:/etc/apt/mirrors/debian.list', 'http://vendor.example/apt']);
});

test('a key written into the source itself is not carried over, nor is a disabled source', () => {
  write('sources.list.d/a.sources', 'Types: deb\nURIs: http://a.example/debian\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n');
  write('sources.list.d/b.sources', 'Enabled: no\nTypes: deb\nURIs: http://b.example/debian\nSuites: sid\nComponents: main\n');
  expect(readDebianMirrors(etc)).toEqual([{ uri: 'http://a.example/debian', options: '' }]);
});

test('a machine without apt has no mirror', () => {
  expect(readDebianMirrors(join(etc, 'missing'))).toEqual([]);
});
