// The log of webhooks through the API.
import { randomUUID } from 'node:crypto';
import { webhookAttempts, webhookDeliveriesPath, type DeliveryPage, type WebhookDelivery } from '#contracts';
import { type NewDelivery } from '#read-model';
import { tokens } from '../gateway.fixture';
import { useGateway } from '../test-servers.fixture';

const servers = useGateway();

const call = (method: 'GET' | 'POST', path = '', token: string = tokens.operator) => servers.gateway.server.inject({ method, url: `/${webhookDeliveriesPath}${path}`, headers: { authorization: `Bearer ${token}` } });
async function delivered(change: Partial<NewDelivery> = {}): Promise<NewDelivery> {
  const delivery: NewDelivery = { id: randomUUID(), webhook: `w-${randomUUID()}`, event: 'run.failed', runId: randomUUID(), body: '{"body":"of the message"}', ...change };
  await servers.gateway.rows.webhooks.add([delivery], webhookAttempts);
  const [taken] = await servers.gateway.rows.webhooks.claim(delivery.webhook, 1, 60_000);
  if (taken) await servers.gateway.rows.webhooks.finish(taken, { responseStatus: 200, durationMs: 7, error: null, retryMilliseconds: null });
  return delivery;
}

test('deliveries are listed by page and by filter, without their bodies', async () => {
  const one = await delivered();
  const other = await delivered({ webhook: one.webhook });
  const first = await call('GET', `?webhook=${one.webhook}&limit=1`, tokens.viewer);
  expect(first.json<DeliveryPage>().items).toMatchObject([{ id: other.id, webhook: one.webhook, event: 'run.failed', runId: other.runId, status: 'delivered', attempts: 1, responseStatus: 200, durationMs: 7, error: null, nextAttemptAt: null }]);
  expect((await call('GET', `?webhook=${one.webhook}&limit=1&cursor=${first.json<DeliveryPage>().nextCursor}`)).json()).toMatchObject({ items: [{ id: one.id }], nextCursor: null });
  expect((await call('GET', `?runId=${one.runId}&status=delivered`)).json<DeliveryPage>().items).toHaveLength(1);
  expect((await call('GET', `?runId=${one.runId}&status=failed`)).json<DeliveryPage>().items).toEqual([]);
  expect(first.body).not.toContain('of the message');
});

test('an operator has a delivery sent again, a viewer has not', async () => {
  const { id, webhook, body } = await delivered();
  expect((await call('POST', `/${id}/redeliver`, tokens.viewer)).statusCode).toBe(403);
  expect(await servers.gateway.rows.webhooks.claim(webhook, 1, 0)).toEqual([]);
  const answer = await call('POST', `/${id}/redeliver`);
  expect([answer.statusCode, answer.json<WebhookDelivery>()]).toMatchObject([202, { id, status: 'pending' }]);
  expect(await servers.gateway.rows.webhooks.claim(webhook, 1, 0)).toMatchObject([{ id, body }]);
});

test.each([randomUUID(), 'nothing', 'a%20b'])('%s is no delivery', async (id) => {
  const answer = await call('POST', `/${id}/redeliver`);
  expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'webhook.delivery_unknown' }]);
});

test.each(['status=sent', 'runId=x', 'cursor=made-up', 'limit=0', 'url=x'])('a filter that is wrong is refused: %s', async (query) => {
  expect((await call('GET', `?${query}`)).statusCode).toBe(400);
});
