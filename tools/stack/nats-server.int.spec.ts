import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { NatsServer } from './nats-server';

jest.setTimeout(60_000);

let folder: string;
let servers: NatsServer[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'specline-nats "quoted"-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const start = async (name: string, options: { include?: string; environment?: NodeJS.ProcessEnv; port?: number } = {}): Promise<NatsServer> => {
  const server = await NatsServer.start({ directory: join(folder, name), logFile: join(folder, `${name}.log`), ...options });
  servers.push(server);
  return server;
};

test('two servers side by side have different ports and streams', async () => {
  const [one, other] = await Promise.all([start('one'), start('other')]);
  expect(one.url).not.toBe(other.url);
});

test('it listens on the loopback interface only and refuses payloads above 1 MB', async () => {
  const connection = await connect({ servers: (await start('one')).url });
  expect(connection.info).toMatchObject({ host: '127.0.0.1', max_payload: 1024 * 1024, jetstream: true });
  await connection.close();
});

test('included users are asked for their password, which comes from the environment', async () => {
  const include = join(folder, 'users.conf');
  writeFileSync(include, 'authorization { users = [ { user: someone, password: $SOMEONE } ] }');
  const { url } = await start('one', { include, environment: { SOMEONE: 'secret' } });
  await expect(connect({ servers: url, maxReconnectAttempts: 0 })).rejects.toThrow(/authorization/i);
  const connection = await connect({ servers: url, user: 'someone', pass: 'secret' });
  await connection.close();
});

test('only its owner may read its folder', async () => {
  await start('one');
  expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o700);
});

test('a server that cannot start says why', async () => {
  const include = join(folder, 'broken.conf');
  writeFileSync(include, 'authorization { users = [ { user: someone, password: $UNSET_VARIABLE } ] }');
  await expect(start('one', { include })).rejects.toThrow(/UNSET_VARIABLE/);
});
