// The projection's NATS user may do what webhooks need: make the consumer, take and acknowledge, and remove it.
import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { StageConsumer, connectToNats, ensureStreams } from '#bus';
import { nobody, runStream } from '#contracts';
import { FactHistory, straight } from '../../../../libs/read-model/test/fact-histories';
import { natsPasswords, natsUsersFile, type NatsUser } from '../../../../tools/stack/infrastructure';
import { startNats, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { TestStream } from '../projection.fixture';

const passwords = natsPasswords();
let nats: TestNats;
const opened: NatsConnection[] = [];
beforeAll(async () => { nats = await startNats({ include: natsUsersFile, environment: passwords.environment }); });
afterAll(async () => {
  await Promise.all(opened.map((connection) => connection.close()));
  await nats.dispose();
});

async function asUser(name: NatsUser): Promise<NatsConnection> {
  const connection = await connectToNats({ url: nats.urlFor(name, passwords.of(name)), name });
  opened.push(connection);
  return connection;
}

async function asOperations(): Promise<TestStream> {
  const stream = await TestStream.on(nats.urlFor('operations', passwords.of('operations')));
  opened.push(stream.connection);
  return stream;
}

test('the projection takes, acknowledges and removes', async () => {
  const operations = await asOperations();
  const { consumers } = await jetstreamManager(operations.connection);
  await ensureStreams(await jetstreamManager(operations.connection));
  const connection = await asUser('projection');
  const taken: number[] = [];
  const consumer = new StageConsumer(connection, { stage: nobody, newOnlyAs: 'webhooks', concurrency: 2, process: async (delivery) => {
    taken.push(delivery.sequence);
    delivery.acknowledge();
  } });
  await consumer.start();
  const history = new FactHistory();
  for (const event of straight) history.play({ lane: 0, event, message: 'done' });
  await operations.store(history.facts);
  await until('intent and end are taken', () => taken.length === 2 || undefined);
  await until('both are acknowledged', async () => (await consumers.info(runStream, 'webhooks')).num_ack_pending === 0 || undefined);
  await consumer.drain(1000);
  await (await jetstreamManager(connection, { checkAPI: false })).consumers.delete(runStream, 'webhooks');
  await expect(consumers.info(runStream, 'webhooks')).rejects.toThrow();
});

test.each(['discovery', 'codex-runner', 'publisher'] as const)('%s neither takes nor acknowledges what is for webhooks', async (user) => {
  const operations = await asOperations();
  const manager = await jetstreamManager(operations.connection);
  await ensureStreams(manager);
  await manager.consumers.add(runStream, { durable_name: 'webhooks', ack_policy: AckPolicy.Explicit });
  const heard: string[] = [];
  const listening = operations.connection.subscribe('$JS.ACK.RUN.webhooks.>', { callback: (_error, { subject }) => { heard.push(subject); } });
  await operations.connection.flush();
  const connection = await asUser(user);
  const taking = connection.request('$JS.API.CONSUMER.MSG.NEXT.RUN.webhooks', '{"batch":1,"no_wait":true}', { timeout: 500 });
  await expect(taking).rejects.toThrow();
  connection.publish('$JS.ACK.RUN.webhooks.1.1.1.0.0');
  await connection.flush();
  await operations.connection.flush();
  expect(heard).toEqual([]);
  listening.unsubscribe();
});
