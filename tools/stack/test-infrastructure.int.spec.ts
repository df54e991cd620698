// The servers that tests get behave as their description says.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Client } from 'pg';
import { startNats, startPostgres, type TestNats, type TestServer } from './test-infrastructure';

jest.setTimeout(60_000);

describe('a test NATS', () => {
  let nats: TestNats;
  beforeAll(async () => { nats = await startNats(); });
  afterAll(() => nats.dispose());

  test.each([['stop', () => nats.stop()], ['kill', () => nats.kill()]])('keeps address and acknowledged messages over %s and restart', async (name, end) => {
    const before = await connect({ servers: nats.url });
    const manager = await jetstreamManager(before);
    await manager.streams.add({ name, subjects: [`${name}.>`] });
    await jetstream(before).publish(`${name}.one`, 'kept');
    const address = nats.url;
    await end();
    await nats.restart();
    expect(nats.url).toBe(address);
    const after = await connect({ servers: nats.url });
    const { state } = await (await jetstreamManager(after)).streams.info(name);
    expect(state.messages).toBe(1);
    await Promise.all([before.close(), after.close()]);
  });
});

describe('a test PostgreSQL', () => {
  let postgres: TestServer;
  beforeAll(async () => { postgres = await startPostgres(); });
  afterAll(() => postgres.dispose());

  const query = async (text: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };

  test.each([['stop', () => postgres.stop()], ['kill', () => postgres.kill()]])('keeps address and committed rows over %s and restart', async (name, end) => {
    await query(`CREATE TABLE kept_${name} AS SELECT 1 AS value`);
    const address = postgres.url;
    await end();
    await postgres.restart();
    expect(postgres.url).toBe(address);
    expect(await query(`SELECT value FROM kept_${name}`)).toEqual([{ value: 1 }]);
  });
});
