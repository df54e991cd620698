// The projection's NATS user may do what webhooks need: make the consumer, take and acknowledge, and remove it.
import { jetstreamManager } from '@nats-io/jetstream';
import { StageConsumer, connectToNats, ensureStreams } from '#bus';
import { nobody, runStream } from '#contracts';
import { FactHistory, straight } from '../../../../libs/read-model/test/fact-histories';
import { natsPasswords, natsUsersFile } from '../../../../tools/stack/infrastructure';
import { startNats, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { TestStream } from '../projection.fixture';

const passwords = natsPasswords();
let nats: TestNats;
beforeAll(async () => { nats = await startNats({ include: natsUsersFile, environment: passwords.environment }); });
afterAll(() => nats.dispose());

test('the projection takes, acknowledges and removes', async () => {
  const operations = await TestStream.on(nats.urlFor('operations', passwords.of('operations')));
  const { consumers } = await jetstreamManager(operations.connection);
  await ensureStreams(await jetstreamManager(operations.connection));
  const connection = await connectToNats({ url: nats.urlFor('projection', passwords.of('projection')), name: 'projection' });
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
  await Promise.all([connection.close(), operations.connection.close()]);
});
