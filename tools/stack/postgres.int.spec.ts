import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { PostgresServer } from './postgres';
import { allGone, processesNaming, runs } from './processes.fixture';

jest.setTimeout(60_000);

let folder: string;
let server: PostgresServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specline-postgres-'));
  chmodSync(folder, 0o700);
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const directory = (): string => join(folder, 'postgres');
const start = async (): Promise<PostgresServer> => (server = await PostgresServer.start({ directory: directory(), logFile: join(folder, 'postgres.log') }));
const query = async (text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: server!.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

test('it starts below a directory that only its owner may enter, also for root', async () => {
  await start();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(await query('SELECT current_database() AS name, lower($$Ä$$) AS lower')).toEqual([{ name: 'specline', lower: 'ä' }]);
  expect(statSync(join(directory(), 'cluster')).mode & 0o777).toBe(0o700);
});

test('it keeps its data over starts', async () => {
  await start();
  await query('CREATE TABLE kept AS SELECT 7 AS value');
  await server!.stop();
  await start();
  expect(await query('SELECT value FROM kept')).toEqual([{ value: 7 }]);
});

test('it asks for the password', async () => {
  const { url } = await start();
  const client = new Client({ connectionString: url.replace(/:[0-9a-f]+@/, ':wrong@') });
  client.on('error', () => undefined);
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
});

test('it starts after kill -9, although its pid file now names another living process', async () => {
  await start();
  await query('CREATE TABLE kept AS SELECT 7 AS value');
  await server!.kill();
  const { uid, gid } = statSync(join(directory(), 'cluster'));
  const other = spawn('sleep', ['60'], { uid, gid, cwd: '/', stdio: 'ignore' });
  const file = join(directory(), 'cluster/postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(other.pid)));
  await start();
  expect(await query('SELECT value FROM kept')).toEqual([{ value: 7 }]);
  expect(runs(other.pid!)).toBe(true);
  other.kill();
});

(process.platform === 'linux' ? test : test.skip)('a server that still runs on the cluster is ended first', async () => {
  const earlier = await start();
  const pid = Number.parseInt(readFileSync(join(directory(), 'cluster/postmaster.pid'), 'utf8'), 10);
  await start();
  await earlier.exited;
  await allGone([pid]);
  expect(await query('SELECT 1 AS value')).toEqual([{ value: 1 }]);
});

test('an interrupted initdb leaves nothing that a later start takes for a cluster', async () => {
  mkdirSync(join(directory(), 'cluster.new'), { recursive: true });
  writeFileSync(join(directory(), 'cluster.new/PG_VERSION'), 'half made');
  await start();
  expect(readdirSync(directory()).sort()).toEqual(['cluster', 'password']);
});

test('a cluster of another major version is refused with what to do', async () => {
  mkdirSync(join(directory(), 'cluster'), { recursive: true });
  writeFileSync(join(directory(), 'cluster/PG_VERSION'), '14\n');
  await expect(start()).rejects.toMatchObject({ message: expect.stringContaining('PostgreSQL 14'), remediation: expect.stringContaining('--reset') });
});

test('a server that cannot start says why', async () => {
  await expect(PostgresServer.start({ directory: directory(), logFile: join(folder, 'postgres.log'), settings: { shared_buffers: 'nonsense' } }))
    .rejects.toThrow(/shared_buffers/);
  expect(processesNaming(directory())).toEqual([]);
});
