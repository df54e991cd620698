// TLS with a real PostgreSQL: every way in which a connection is opened speaks it or speaks not at all.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestAuthority, type CertificateFiles } from '../../../tools/certificates/test-authority';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { connectClient, disconnect } from './client';
import { migrate } from './data-source';
import { FoldedCopy } from './folded-copy';
import { ProjectionWriter } from './projection-writer';
import { ReadModel } from './read-model';
import { alone } from './sweep-lock';

let authority: TestAuthority;
let stranger: TestAuthority;
let postgres: TestServer;
let plain: TestServer;
/** What the server lets in. */
let doors: string;
const [anybody, withCertificate] = ['', ' clientcert=verify-ca'].map((more) => `hostssl all all 127.0.0.1/32 scram-sha-256${more}\n`) as [string, string];
const plainToo = 'hostnossl all all 127.0.0.1/32 scram-sha-256\n';

beforeAll(async () => {
  [authority, stranger] = await Promise.all([TestAuthority.make(), TestAuthority.make()]);
  doors = join(authority.directory, 'hba.conf');
  writeFileSync(doors, anybody + plainToo);
  plain = await startPostgres();
  postgres = await startPostgres({ settings: { hba_file: doors }, tls: { ...await ownServer(), caFile: authority.caFile } });
  await migrate(postgres.url);
});
afterAll(async () => {
  for (const server of [postgres, plain]) await server?.dispose();
  for (const one of [authority, stranger]) one?.dispose();
});

const ownServer = () => authority.issue('server', { names: ['127.0.0.1'] });
const yesterday = () => ({ notBefore: new Date(Date.now() - 2 * 86_400_000), notAfter: new Date(Date.now() - 86_400_000) });

async function serveWith(made: Promise<CertificateFiles>): Promise<void> {
  const { certFile, keyFile } = await made;
  copyFileSync(certFile, join(authority.directory, 'server.pem'));
  copyFileSync(keyFile, join(authority.directory, 'server.key'));
  await postgres.restart();
}

const withTls = (url: string, more = {}) => `${url}?${new URLSearchParams({ sslmode: 'verify-full', sslrootcert: authority.caFile, ...more }).toString()}`;
const refusal = (code: string) => expect.objectContaining({ name: 'ReadModelUnavailable', code, remediation: expect.stringMatching(/\.$/) }) as unknown;
const refused = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => error);

/** Everything that opens a connection, each with what it says of it. */
const ways: Record<string, (databaseUrl: string) => Promise<unknown>> = {
  'migrations': (databaseUrl) => migrate(databaseUrl),
  'questions': async (databaseUrl) => {
    const rows = new ReadModel({ databaseUrl });
    await rows.cursor().finally(() => rows.close());
  },
  'the projection': async (databaseUrl) => (await ProjectionWriter.connect({ databaseUrl })).release(),
  'verification': async (databaseUrl) => (await FoldedCopy.open({ databaseUrl })).close(),
  'the lock of the sweep': (databaseUrl) => alone(databaseUrl, () => Promise.resolve()),
};

const isEncrypted = async (databaseUrl: string): Promise<unknown> => {
  const client = await connectClient({ databaseUrl });
  try {
    return (await client.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows[0]?.ssl;
  } finally {
    await disconnect(client);
  }
};

describe.each(Object.entries(ways))('%s', (_name, way) => {
  it('come to a server whose certificate our authority signed', async () => {
    expect(await refused(way(withTls(postgres.url)))).toBeUndefined();
  });

  it.each<[string, string, () => string]>([
    ['read_model.tls_untrusted', 'when a stranger signed it', () => withTls(postgres.url, { sslrootcert: stranger.caFile })],
    ['read_model.tls_untrusted', 'under sslmode=require, too', () => `${postgres.url}?sslmode=require`],
    ['read_model.tls_wrong_host', 'when it is for another host', () => withTls(postgres.url.replace('127.0.0.1', 'localhost'))],
    ['read_model.tls_not_offered', 'when there is none', () => withTls(plain.url)],
  ])('end with %s %s', async (code, _when, url) => {
    expect(await refused(way(url()))).toEqual(refusal(code));
  });
});

it('the connection is encrypted where TLS is asked for, and plain where it is not', async () => {
  expect(await Promise.all([withTls(postgres.url), withTls(postgres.url, { sslmode: 'require' }), postgres.url, `${postgres.url}?sslmode=disable`].map(isEncrypted))).toEqual([true, true, false, false]);
});

it('a server that asks for our certificate takes the one its authority signed, and no other; a server for TLS only says so', async () => {
  const letIn = async (rules: string) => {
    writeFileSync(doors, rules);
    await postgres.restart();
  };
  const shown = async (from: TestAuthority) => {
    const { certFile, keyFile } = await from.issue('client', { names: ['projection'], use: 'client' });
    return withTls(postgres.url, { sslcert: certFile, sslkey: keyFile });
  };
  await letIn(withCertificate + plainToo);
  expect(await isEncrypted(await shown(authority))).toBe(true);
  expect(await refused(isEncrypted(await shown(stranger)))).toEqual(refusal('read_model.tls_client_refused'));
  expect(await refused(isEncrypted(withTls(postgres.url)))).toEqual(refusal('read_model.tls_client_refused'));
  writeFileSync(doors, anybody);
  const client = await connectClient({ databaseUrl: `${postgres.url}?sslmode=disable` });
  await client.query('SELECT pg_reload_conf()');
  await disconnect(client);
  await until('plain text is refused', async () => (await refused(isEncrypted(postgres.url))) !== undefined);
  expect(await refused(isEncrypted(postgres.url))).toEqual(refusal('read_model.tls_required'));
  writeFileSync(doors, anybody + plainToo);
});

it('after a restart questions are asked with TLS again, also when the certificate is a new one of the same authority, and not when it has expired', async () => {
  const rows = new ReadModel({ databaseUrl: withTls(postgres.url) });
  try {
    await rows.cursor();
    await serveWith(ownServer());
    await until('the pool is back', async () => (await refused(rows.cursor())) === undefined);
    await serveWith(authority.issue('expired', { names: ['127.0.0.1'], validity: yesterday() }));
    await until('the pool has noticed', async () => (await refused(rows.cursor())) !== undefined);
    expect(await refused(rows.cursor())).toEqual(refusal('read_model.tls_expired'));
    // A renewed authority's file is read without a restart of ours.
    writeFileSync(authority.caFile, [authority, stranger].map(({ caFile }) => readFileSync(caFile, 'utf8')).join(''));
    await serveWith(stranger.issue('server', { names: ['127.0.0.1'] }));
    await until('the pool trusts the second authority', async () => (await refused(rows.cursor())) === undefined);
  } finally {
    await rows.close();
  }
});
