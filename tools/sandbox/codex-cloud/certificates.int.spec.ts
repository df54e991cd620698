// Key generation makes these too slow for the fast suite.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverIdentity } from './certificates';

const HOSTS = ['chatgpt.com', 'auth.openai.com'];
const NOW = new Date('2026-06-01T00:00:00Z');
const daysLater = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

describe('the emulator’s certificates', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'certificates-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test('a server certificate names the hosts and is signed by the authority that is kept beside it', async () => {
    const identity = await serverIdentity(directory, HOSTS, NOW);
    const server = new X509Certificate(identity.certificate);
    const authority = new X509Certificate(await readFile(identity.authorityPath));
    expect(HOSTS.map((host) => server.checkHost(host))).toEqual(HOSTS);
    expect(server.checkHost('api.openai.com')).toBeUndefined();
    expect({ signed: server.verify(authority.publicKey), issued: server.checkIssued(authority), ca: [authority.ca, server.ca] }).toEqual({ signed: true, issued: true, ca: [true, false] });
  });

  test('both are used again, renewed near their end, and the server’s with its authority', async () => {
    const first = await serverIdentity(directory, HOSTS, NOW);
    expect(await serverIdentity(directory, HOSTS, daysLater(300))).toEqual(first);
    const renewed = await serverIdentity(directory, HOSTS, daysLater(340));
    expect(renewed.certificate).not.toBe(first.certificate);
    const authority = await readFile(first.authorityPath, 'utf8');
    await serverIdentity(directory, HOSTS, daysLater(3_630));
    expect(await readFile(first.authorityPath, 'utf8')).not.toBe(authority);
  });

  test('a host that is new or a file that does not parse makes a new certificate', async () => {
    const first = await serverIdentity(directory, ['chatgpt.com'], NOW);
    const second = await serverIdentity(directory, HOSTS, NOW);
    expect(second.certificate).not.toBe(first.certificate);
    await writeFile(join(directory, 'ca.pem'), 'torn');
    const third = await serverIdentity(directory, HOSTS, NOW);
    expect(new X509Certificate(third.certificate).checkIssued(new X509Certificate(await readFile(third.authorityPath)))).toBe(true);
  });
});
