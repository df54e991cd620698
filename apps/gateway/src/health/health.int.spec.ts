// The health of an installation through the API, with the rights that the gateway's user has on NATS.
import { jetstreamManager } from '@nats-io/jetstream';
import { BusState, JetStreamRunLog, StageConsumer, connectToNats, ensureStreams } from '#bus';
import { healthPath, healthSchema, type Health } from '#contracts';
import { migrate } from '#read-model';
import { requested } from '../../../../libs/contracts/fixtures/sample-facts';
import { natsPasswords, natsUsersFile } from '../../../../tools/stack/infrastructure';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { openTestGateway, tokens, type TestGateway } from '../gateway.fixture';

const passwords = natsPasswords();
let nats: TestNats;
let postgres: TestServer;
let gateway: TestGateway;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats({ include: natsUsersFile, environment: passwords.environment }), startPostgres()]);
  await migrate(postgres.url);
  gateway = await openTestGateway({ natsUrl: nats.urlFor('operations', passwords.of('operations')), databaseUrl: postgres.url });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

test('a viewer sees checks, stream, projection and versions', async () => {
  const answered = await gateway.server.inject({ url: `/${healthPath}`, headers: { authorization: `Bearer ${tokens.viewer}` } });
  const health = answered.json<Health>();
  expect(healthSchema.parse(health)).toEqual(health);
  expect(health.checks.filter(({ service }) => service === 'gateway').map(({ name, ok }) => [name, ok])).toEqual([['NATS', true], ['PostgreSQL', true], ['room in the stream', true], ['storing of facts', true], ['room for artifacts', true], ['projection', true]]);
  expect(health.checks.find(({ name }) => name === 'room for artifacts')?.details).toEqual({ freeBytes: expect.any(Number), totalBytes: expect.any(Number) });
  expect(health.versions).toMatchObject({ 'nats-server': expect.stringMatching(/^2\./), postgres: expect.stringMatching(/^\d+/) });
  expect(health).toMatchObject({ stream: { lastSequence: 0 }, projection: { cursor: 0, behind: 0 }, lag: [] });
  expect((await gateway.server.inject({ url: `/${healthPath}` })).statusCode).toBe(401);
});

test('the gateway\'s own user sees what waits at a stage and what is held, but no readers of the moment', async () => {
  const connection = await connectToNats({ url: nats.urlFor('gateway', passwords.of('gateway')), name: 'gateway' });
  const runner = await connectToNats({ url: nats.urlFor('discovery', passwords.of('discovery')), name: 'discovery' });
  try {
    await ensureStreams(await jetstreamManager(gateway.connection));
    await (await JetStreamRunLog.on(connection)).append(requested(), { expectedSequence: 0 });
    const consumer = new StageConsumer(runner, { stage: 'discover', concurrency: 1, process: () => new Promise(() => undefined) });
    await consumer.start();
    const bus = new BusState(connection, await jetstreamManager(connection, { checkAPI: false }));
    await until('the fact is held', async () => (await bus.lags()).some(({ held }) => held === 1) || undefined);
    expect(await bus.lags()).toEqual([{ consumer: 'stage-discover', stage: 'discover', pending: 0, held: 1 }]);
    await consumer.drain(10);
  } finally {
    await Promise.all([connection.close(), runner.close()]);
  }
});
