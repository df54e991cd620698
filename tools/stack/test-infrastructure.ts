// Real servers for integration tests: each test file starts its own on free ports and in a temporary folder that goes with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsServer, type NatsOptions } from './nats-server';
import { PostgresServer, type PostgresOptions } from './postgres';

/**
 * What a test does with a server. `stop` is orderly and `kill` is kill -9; after either, `restart` brings it back on the same
 * port with what it had stored. `dispose` ends it for good and removes its data.
 */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A real nats-server with JetStream. Without `include` it lets anybody in.
 * @example
 * let nats: TestNats;
 * beforeAll(async () => { nats = await startNats(); });
 * afterAll(() => nats.dispose());
 */
export async function startNats(options: Pick<NatsOptions, 'include' | 'environment'> = {}): Promise<TestNats> {
  const directory = temporary('nats');
  const server = await NatsServer.start({ ...options, directory, logFile: join(directory, 'nats.log') });
  return Object.assign(testServer(server, directory), { urlFor: (user: string, password: string) => server.urlFor(user, password) });
}
export interface TestNats extends TestServer { urlFor(user: string, password: string): string }

/** A real PostgreSQL with an empty database. It does not sync to disk: a kill keeps what was committed, a power cut would not. */
export async function startPostgres({ settings, tls }: Pick<PostgresOptions, 'settings' | 'tls'> = {}): Promise<TestServer> {
  const directory = temporary('postgres');
  const server = await PostgresServer.start({
    directory: join(directory, 'data'), logFile: join(directory, 'postgres.log'),
    settings: { fsync: 'off', full_page_writes: 'off', ...settings }, ...(tls ? { tls } : {}),
  });
  return testServer(server, directory);
}

function testServer(server: NatsServer | PostgresServer, directory: string): TestServer {
  return {
    get url() { return server.url; },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.restart(),
    dispose: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function temporary(name: string): string {
  return mkdtempSync(join(tmpdir(), `specline-${name}-`));
}
