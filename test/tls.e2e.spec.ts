// A whole installation whose NATS and PostgreSQL take nothing but TLS, and NATS only those who show a certificate.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestAuthority } from '../tools/certificates/test-authority';
import { sample } from '../tools/sandbox/sample-repository/sample-repository';
import { startNats, startPostgres, type TestServer } from '../tools/stack/test-infrastructure';
import { until } from '../tools/stack/until';
import { startInstallation, type TestInstallation } from './installation.fixture';

let authority: TestAuthority;
const servers: TestServer[] = [];
let installation: TestInstallation | undefined;

beforeAll(async () => {
  authority = await TestAuthority.make();
  const { caFile } = authority;
  const server = await authority.issue('server', { names: ['127.0.0.1', 'localhost'] });
  const own = await authority.issue('specline', { names: ['specline'], use: 'client' });
  const include = join(authority.directory, 'tls.conf');
  writeFileSync(include, `tls { cert_file: "${server.certFile}", key_file: "${server.keyFile}", ca_file: "${caFile}", verify: true }\n`);
  const [nats, postgres] = await Promise.all([startNats({ include }), startPostgres({ tls: { ...server, caFile } })]);
  servers.push(nats, postgres);
  installation = await startInstallation({
    servers: { NATS_URL: nats.url.replace('nats:', 'tls:'), NATS_CA: caFile, NATS_CERT: own.certFile, NATS_KEY: own.keyFile, DATABASE_URL: `${postgres.url}?sslmode=verify-full`, PGSSLROOTCERT: caFile },
  });
});
afterAll(async () => {
  await installation?.end();
  for (const server of servers) await server.dispose();
  authority?.dispose();
});

test('a run comes from its request to its pull request and into the lists, also after both servers were started again', async () => {
  const run = await installation!.finish({ repository: sample.repository, featureKey: sample.featureKey });
  expect(run).toMatchObject({ status: 'succeeded', failure: null });
  for (const server of servers) await server.restart();
  await until('the list has it from the rows', async () => {
    const { status, body } = await installation!.get('/api/workflows/speckit/runs');
    return status === 200 && (body as unknown as { items: { id: string }[] }).items.some(({ id }) => id === run.id);
  }, 60_000);
  const asked = await until('the gateway has found NATS again', async () => {
    const { status } = await installation!.post('/api/workflows/speckit/runs', { repository: sample.repository, featureKey: sample.featureKey });
    return status === 503 ? undefined : status;
  });
  expect(asked).toBe(202);
});
