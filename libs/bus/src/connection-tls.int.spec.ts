// TLS with a real nats-server: whom we speak to, whom we refuse and in which words, and that it stays so after restarts.
import { writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/nats-core';
import { TestAuthority, type CertificateFiles } from '../../../tools/certificates/test-authority';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { BusRefused } from './bus-refused';
import type { BusTls } from './bus-tls';
import { connectToNats } from './connection';
import { watchReconnects } from './reconnects';

let authority: TestAuthority;
let stranger: TestAuthority;
const opened: { close(): unknown }[] = [];
const servers: TestNats[] = [];

beforeAll(async () => { [authority, stranger] = await Promise.all([TestAuthority.make(), TestAuthority.make()]); });
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const server of servers.splice(0)) await server.dispose();
});
afterAll(() => [authority, stranger].forEach((one) => one?.dispose()));

async function serve(files?: CertificateFiles, more = ''): Promise<TestNats> {
  const include = join(authority.directory, `tls-${servers.length}.conf`);
  writeFileSync(include, files ? `tls { cert_file: "${files.certFile}", key_file: "${files.keyFile}"${more} }\n` : '# plain\n');
  const server = await startNats({ include });
  servers.push(server);
  return server;
}

async function open(url: string, tls?: BusTls): Promise<NatsConnection> {
  const connection = await connectToNats({ url, name: 'test', ...(tls ? { tls } : {}) });
  opened.push(connection);
  return connection;
}

const ownServer = () => authority.issue('server', { names: ['127.0.0.1', 'localhost'] });
const yesterday = () => ({ notBefore: new Date(Date.now() - 2 * 86_400_000), notAfter: new Date(Date.now() - 86_400_000) });
const refusal = (code: string) => expect.objectContaining({ name: 'BusRefused', code, message: expect.stringMatching(/NATS/), remediation: expect.stringMatching(/\.$/) }) as unknown;
const refused = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => error);

it('a server whose certificate our authority signed is spoken to, by the scheme or by the authority alone', async () => {
  const { url } = await serve(await ownServer());
  const { caFile } = authority;
  for (const address of [url, url.replace('nats:', 'tls:'), url.replace('127.0.0.1', 'localhost')]) {
    const connection = await open(address, { caFile });
    expect(connection.info?.tls_required).toBe(true);
    await connection.flush();
  }
});

it.each<[string, string, () => Promise<CertificateFiles | undefined>, boolean]>([
  ['bus.tls_untrusted', 'a stranger signed it', () => stranger.issue('server', { names: ['127.0.0.1'] }), false],
  ['bus.tls_expired', 'its certificate has expired', () => authority.issue('expired', { names: ['127.0.0.1'], validity: yesterday() }), false],
  ['bus.tls_wrong_host', 'its certificate is for another host', () => authority.issue('other', { names: ['nats.example'] }), false],
  ['bus.tls_wrong_host', 'its certificate is for another address', () => authority.issue('address', { names: ['127.0.0.2'] }), false],
  ['bus.tls_not_offered', 'it has no certificate', () => Promise.resolve(undefined), false],
  ['bus.tls_client_refused', 'it wants to know who we are', ownServer, true],
])('%s is said, and nothing else, when %s', async (code, _why, files, asks) => {
  const { url } = await serve(await files(), asks ? `, ca_file: "${authority.caFile}", verify: true` : '');
  expect(await refused(open(url, { caFile: authority.caFile }))).toEqual(refusal(code));
});

it('a server with TLS is not trusted by somebody who asked for none: what it offers is taken, and its certificate checked', async () => {
  const { url } = await serve(await ownServer());
  expect(await refused(open(url))).toEqual(refusal('bus.tls_untrusted'));
});

it('tls:// in the address is enough to refuse a server without TLS', async () => {
  const { url } = await serve();
  expect(await refused(open(url.replace('nats:', 'tls:')))).toEqual(refusal('bus.tls_not_offered'));
  await expect(open(url)).resolves.toBeDefined();
});

it('a server that asks for our certificate takes the one its authority signed, and no other', async () => {
  const { url } = await serve(await ownServer(), `, ca_file: "${authority.caFile}", verify: true`);
  const [own, foreign] = await Promise.all([authority.issue('client', { names: ['gateway'], use: 'client' }), stranger.issue('client', { names: ['gateway'], use: 'client' })]);
  await (await open(url, { caFile: authority.caFile, ...own })).flush();
  expect(await refused(open(url, { caFile: authority.caFile, ...foreign }))).toEqual(refusal('bus.tls_client_refused'));
});

it('after restarts it is TLS again, with a new certificate of the same authority too; a server that has lost its TLS meanwhile gets not one word', async () => {
  const files = await ownServer();
  const server = await serve(files);
  const connection = await open(server.url, { caFile: authority.caFile });
  const back = () => new Promise<void>((resolve) => opened.push({ close: watchReconnects(connection, resolve).stop }));
  for (const renew of [() => Promise.resolve(files), ownServer]) {
    const reconnected = back();
    await renew();
    await server.restart();
    await reconnected;
    await connection.flush();
    expect(connection.info?.tls_required).toBe(true);
  }
  writeFileSync(join(authority.directory, 'tls-0.conf'), '# plain\n');
  let reconnects = 0;
  opened.push({ close: watchReconnects(connection, () => { reconnects += 1; }).stop });
  await server.restart();
  await triedAgain(connection, 3);
  expect(reconnects).toBe(0);
});

/** Waits until the client has gone to the server so many times. */
async function triedAgain(connection: NatsConnection, times: number): Promise<void> {
  let seen = 0;
  for await (const { type } of connection.status()) if (type === 'reconnecting' && (seen += 1) === times) return;
}

it('a server that is not there yet is waited for, with TLS as without', async () => {
  const server = await serve(await ownServer());
  await server.stop();
  const waiting = open(server.url, { caFile: authority.caFile });
  await expect(new Promise((resolve, reject) => connectSocket(Number(new URL(server.url).port), '127.0.0.1').once('error', resolve).once('connect', reject))).resolves.toBeDefined();
  await server.restart();
  await expect(waiting).resolves.toBeDefined();
});

it('what cannot be an address is an error at once', async () => {
  expect(await refused(open('ws://127.0.0.1:1'))).toBeInstanceOf(Error);
  expect(await refused(open('ws://127.0.0.1:1'))).not.toBeInstanceOf(BusRefused);
});
