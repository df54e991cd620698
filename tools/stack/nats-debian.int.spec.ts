// The package route with apt itself, on a mirror in a folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchDebianPackage } from './nats-debian';

jest.setTimeout(60_000);

const debian = spawnSync('apt-get', ['--version']).status === 0 && spawnSync('dpkg-deb', ['--version']).status === 0;

(debian ? describe : describe.skip)('on a machine with apt (skipped elsewhere)', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'specline-mirror-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, content: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const makeMirror = (): void => {
    const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
    write('package/usr/sbin/nats-server', 'the program');
    write('package/DEBIAN/control', `Package: nats-server\nVersion: 2.99.0-1\nArchitecture: ${architecture}\nMaintainer: nobody <nobody@example.org>\nDescription: a server\n`);
    mkdirSync(join(folder, 'debian/pool'), { recursive: true });
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', join(folder, 'package'), join(folder, 'debian/pool/nats-server.deb')]);
    const archive = readFileSync(join(folder, 'debian/pool/nats-server.deb'));
    const packages = `Package: nats-server\nVersion: 2.99.0-1\nArchitecture: ${architecture}\nFilename: pool/nats-server.deb\nSize: ${archive.length}\nSHA256: ${createHash('sha256').update(archive).digest('hex')}\n`;
    write(`debian/dists/sid/main/binary-${architecture}/Packages`, packages);
    const listed = `${createHash('sha256').update(packages).digest('hex')} ${packages.length} main/binary-${architecture}/Packages`;
    write('debian/dists/sid/Release', `Origin: Test\nSuite: unstable\nCodename: sid\nArchitectures: ${architecture}\nComponents: main\nSHA256:\n ${listed}\n`);
  };
  const target = (): string => mkdtempSync(join(folder, 'target-'));

  test('the newest package of the mirror is unpacked, not installed', async () => {
    makeMirror();
    write('etc/sources.list', `deb [trusted=yes] file:${folder}/debian bookworm main\n`);
    expect(readFileSync(await fetchDebianPackage(target(), join(folder, 'etc')), 'utf8')).toBe('the program');
  });

  test('a mirror without a signature that this machine trusts is refused', async () => {
    makeMirror();
    write('etc/sources.list', `deb file:${folder}/debian bookworm main\n`);
    await expect(fetchDebianPackage(target(), join(folder, 'etc'))).rejects.toThrow(/not signed/);
  });

  test('a mirror that cannot be reached is left for the next one', async () => {
    makeMirror();
    write('etc/sources.list', `deb [trusted=yes] file:${folder}/missing/debian bookworm main\ndeb [trusted=yes] file:${folder}/debian bookworm main\n`);
    expect(readFileSync(await fetchDebianPackage(target(), join(folder, 'etc')), 'utf8')).toBe('the program');
  });

  test('a machine that names no mirror is told so', async () => {
    await expect(fetchDebianPackage(target(), join(folder, 'etc'))).rejects.toThrow('no Debian mirror is configured');
  });
});
