// A gateway of its own for every file of tests, with the servers that it stands on.
import { migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../tools/stack/test-infrastructure';
import { openTestGateway, type TestGateway } from './gateway.fixture';

export interface TestServers { nats: TestNats; postgres: TestServer; gateway: TestGateway }

/** Starts them before the tests of the calling file and stops them after; each member is there once the tests run. */
export function useGateway(): TestServers {
  const servers = {} as TestServers;
  beforeAll(async () => {
    [servers.nats, servers.postgres] = await Promise.all([startNats(), startPostgres()]);
    await migrate(servers.postgres.url);
    servers.gateway = await openTestGateway({ natsUrl: servers.nats.url, databaseUrl: servers.postgres.url });
  }, 60_000);
  afterAll(async () => {
    await servers.gateway?.close();
    await Promise.all([servers.nats?.dispose(), servers.postgres?.dispose()]);
  });
  return servers;
}
