// A webhook of the whole installation: the projection dies with kill -9 after the receiver got the message and before anybody knows.
import { webhookDeliveriesPath, type DeliveryPage, type WebhookDelivery } from '#contracts';
import { Receiver, secretOf } from '../apps/projection/src/webhooks/receiver.fixture';
import { sample } from '../tools/sandbox/sample-repository/sample-repository';
import { until } from '../tools/stack/until';
import { startInstallation, type TestInstallation } from './installation.fixture';
import { killAndAwait } from './observation.fixture';

const secret = secretOf(7);
let receiver: Receiver;
let specline: TestInstallation;

beforeAll(async () => {
  receiver = await Receiver.start();
  receiver.answer = () => undefined;
  const webhooks = { SPECLINE_WEBHOOKS: `chat=http://127.0.0.1:${receiver.port}/hook`, SPECLINE_WEBHOOK_SECRETS: `chat=${secret}`, SPECLINE_WEBHOOK_PRIVATE_ADDRESSES: '1' };
  specline = await startInstallation({ settingsOf: { projection: webhooks } });
}, 120_000);
afterAll(async () => {
  await specline?.end();
  await receiver?.close();
}, 60_000);

const deliveries = async (): Promise<WebhookDelivery[]> => ((await specline.get(`/${webhookDeliveriesPath}`)).body as unknown as DeliveryPage).items;

it('is sent again with the same id and body, and once more when an operator says so', async () => {
  const run = await specline.finish({ repository: sample.repository });
  await until('the receiver has it', () => receiver.received[0]);
  await killAndAwait(specline, 'projection');
  receiver.refuse(204);
  await until('the receiver has it again', () => receiver.received[1]);
  await until('that is known', async () => ((await deliveries())[0]?.status === 'delivered' ? true : undefined));
  const [first, second] = receiver.received;
  expect([second?.id, second?.body]).toEqual([first?.id, first?.body]);
  expect(Receiver.verified(receiver.received[1]!, secret)).toMatchObject({ event: 'run.succeeded', run: { id: run.id, status: run.status, prUrl: run.prUrl } });
  expect(await deliveries()).toMatchObject([{ id: first?.id, runId: run.id, attempts: 2, responseStatus: 204 }]);

  expect((await specline.post(`/${webhookDeliveriesPath}/${first?.id}/redeliver`, {})).status).toBe(202);
  await until('the receiver has it a third time', () => receiver.received[2]);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});
