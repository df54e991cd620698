// The release download against a server of our own.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchRelease } from './nats-release';

jest.setTimeout(60_000);

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const platform = `${process.platform}-${architecture}`;
const name = `nats-server-v2.15.0-${platform}`;

let folder: string;
let server: Server;
let archive: Buffer;
let files: Record<string, Buffer | string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'specline-nats-release-'));
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'nats-server'), 'the program');
  execFileSync('tar', ['-czf', join(folder, 'archive'), '-C', folder, name]);
  archive = readFileSync(join(folder, 'archive'));
  server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) response.statusCode = 404;
    if (file !== 'silence') response.end(file);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const checksum = (): string => createHash('sha256').update(archive).digest('hex');
const fetchFrom = (settings: { pinned?: Record<string, string>; answerWithinMs?: number }): Promise<string> =>
  fetchRelease(mkdtempSync(join(folder, 'target-')), { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...settings });

test('an archive with the pinned checksum is unpacked', async () => {
  files = { [`/v2.15.0/${name}.tar.gz`]: archive };
  expect(readFileSync(await fetchFrom({ pinned: { [platform]: checksum() } }), 'utf8')).toBe('the program');
});

test('an archive with another checksum than the pinned one is refused, whatever the release lists', async () => {
  files = { [`/v2.15.0/${name}.tar.gz`]: archive, '/v2.15.0/SHA256SUMS': `${checksum()}  ${name}.tar.gz\n` };
  await expect(fetchFrom({ pinned: { [platform]: '0'.repeat(64) } })).rejects.toThrow(`expected ${'0'.repeat(64)}`);
});

test('without a pinned checksum the list of the release decides', async () => {
  files = { [`/v2.15.0/${name}.tar.gz`]: archive, '/v2.15.0/SHA256SUMS': `${'1'.repeat(64)}  other.tar.gz\n${checksum()}  ${name}.tar.gz\n` };
  expect(readFileSync(await fetchFrom({ pinned: {} }), 'utf8')).toBe('the program');
  files['/v2.15.0/SHA256SUMS'] = `${'1'.repeat(64)}  ${name}.tar.gz\n`;
  await expect(fetchFrom({ pinned: {} })).rejects.toThrow('expected 1111');
});

test('an archive that neither list knows is refused', async () => {
  files = { [`/v2.15.0/${name}.tar.gz`]: archive, '/v2.15.0/SHA256SUMS': '' };
  await expect(fetchFrom({ pinned: {} })).rejects.toThrow('does not list');
});

test('a host that takes the connection and stays silent is given up', async () => {
  files = { [`/v2.15.0/${name}.tar.gz`]: 'silence' };
  await expect(fetchFrom({ pinned: { [platform]: checksum() }, answerWithinMs: 200 })).rejects.toThrow(/timeout/i);
});
