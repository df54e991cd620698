// The queue and log of webhooks on a real PostgreSQL.
import { randomUUID } from 'node:crypto';
import { webhookAttempts } from '#contracts';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { migrate } from './data-source';
import { ReadModel } from './read-model';
import { BadPageCursor } from './read-model-errors';
import type { AttemptResult, ClaimedDelivery, NewDelivery, WebhookRows } from './webhook-rows';

let postgres: TestServer;
let model: ReadModel;
let rows: WebhookRows;

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url);
  model = new ReadModel({ databaseUrl: postgres.url });
  rows = model.webhooks;
}, 60_000);
afterAll(async () => {
  await model?.close();
  await postgres?.dispose();
});

let webhooks = 0;
const newWebhook = (): string => `w${++webhooks}`;
const newDelivery = (change: Partial<NewDelivery> = {}): NewDelivery => ({ id: randomUUID(), webhook: newWebhook(), event: 'run.failed', runId: randomUUID(), body: '{"a":"\\u0000 é"}', ...change });
const took: AttemptResult = { responseStatus: 204, durationMs: 12, error: null, retryMilliseconds: null };
const refused: AttemptResult = { responseStatus: 503, durationMs: 3, error: 'no', retryMilliseconds: -1000 };
const one = async (delivery: NewDelivery) => (await rows.list({ webhook: delivery.webhook, limit: 10 })).items.find(({ id }) => id === delivery.id);
const claimOne = async ({ webhook }: NewDelivery, lease = 60_000): Promise<ClaimedDelivery> => (await rows.claim(webhook, 1, lease))[0] as ClaimedDelivery;

test('a delivery is taken once, however often it is added and by however many', async () => {
  const delivery = newDelivery();
  await rows.add([delivery], webhookAttempts);
  await rows.add([delivery, newDelivery()], webhookAttempts);
  const taken = (await Promise.all(Array.from({ length: 8 }, () => rows.claim(delivery.webhook, 5, 60_000)))).flat();
  expect(taken).toEqual([{ ...delivery, attempts: 1, attemptsLeft: webhookAttempts - 1 }]);
});

test('many are shared between those who take', async () => {
  const webhook = newWebhook();
  await rows.add(Array.from({ length: 50 }, () => newDelivery({ webhook })), webhookAttempts);
  const taken = (await Promise.all(Array.from({ length: 10 }, () => rows.claim(webhook, 5, 60_000)))).flat();
  expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
  expect(taken.length + (await rows.claim(webhook, 50, 60_000)).length).toBe(50);
});

test('who takes a delivery and is never heard of again lets it fall due again', async () => {
  const delivery = newDelivery();
  await rows.add([delivery], webhookAttempts);
  const lost = await claimOne(delivery, 100);
  const again = await until('it is due again', async () => await claimOne(delivery));
  expect(again).toEqual({ ...lost, attempts: 2, attemptsLeft: webhookAttempts - 2 });
  await rows.finish(lost, took);
  expect(await one(delivery)).toMatchObject({ status: 'pending', attemptedAt: null });
  await rows.finish(again, took);
  expect(await one(delivery)).toMatchObject({ status: 'delivered', attempts: 2, responseStatus: 204, durationMs: 12, error: null, nextAttemptAt: null });
});

test('a refused delivery waits, and has failed when no attempt is left; an operator has it sent again', async () => {
  const delivery = newDelivery();
  await rows.add([delivery], webhookAttempts);
  await rows.finish(await claimOne(delivery), { ...refused, retryMilliseconds: 60_000 });
  expect(await rows.claim(delivery.webhook, 1, 0)).toEqual([]);
  expect(await one(delivery)).toMatchObject({ status: 'pending', attempts: 1, error: 'no', nextAttemptAt: expect.any(String) });
  expect(await rows.redeliver(delivery.id, webhookAttempts)).toMatchObject({ id: delivery.id, status: 'pending' });
  await rows.finish(await claimOne(delivery), { ...refused, retryMilliseconds: null });
  expect(await one(delivery)).toMatchObject({ status: 'failed', attempts: 2, nextAttemptAt: null });
  await rows.redeliver(delivery.id, webhookAttempts);
  expect(await claimOne(delivery)).toMatchObject({ attempts: 3, attemptsLeft: webhookAttempts - 1, body: delivery.body });
  expect(await rows.redeliver(randomUUID(), webhookAttempts)).toBeUndefined();
});

test('the log is shown newest first, by page and by filter', async () => {
  const webhook = newWebhook();
  const deliveries = Array.from({ length: 5 }, () => newDelivery({ webhook }));
  for (const delivery of deliveries) await rows.add([delivery], webhookAttempts);
  await rows.finish(await claimOne(deliveries[0] as NewDelivery), took);
  const first = await rows.list({ webhook, limit: 3 });
  const second = await rows.list({ webhook, limit: 3, cursor: first.nextCursor ?? '' });
  const shown = [...first.items, ...second.items];
  expect(shown.map(({ id }) => id).sort()).toEqual(deliveries.map(({ id }) => id).sort());
  expect(shown.map(({ createdAt }) => createdAt)).toEqual(shown.map(({ createdAt }) => createdAt).sort().reverse());
  expect([first.items.length, second.nextCursor]).toEqual([3, null]);
  expect(JSON.stringify(shown)).not.toContain('body');
  expect((await rows.list({ webhook, status: 'delivered', limit: 9 })).items.map(({ id }) => id)).toEqual([deliveries[0]?.id]);
  expect((await rows.list({ runId: deliveries[1]?.runId, limit: 9 })).items.map(({ id }) => id)).toEqual([deliveries[1]?.id]);
  await expect(rows.list({ cursor: 'made up', limit: 1 })).rejects.toThrow(BadPageCursor);
});

test('of each webhook the last attempt is told, whatever waits or is sent again', async () => {
  const [silent, broken, mended] = [newDelivery(), newDelivery(), newDelivery()];
  await rows.add([silent, broken, mended], webhookAttempts);
  await rows.finish(await claimOne(broken), refused);
  await rows.finish(await claimOne(mended), refused);
  await rows.finish(await claimOne(mended), took);
  await rows.redeliver(mended.id, webhookAttempts);
  const attempts = await rows.lastAttempts([silent, broken, mended].map(({ webhook }) => webhook));
  expect(attempts.map(({ webhook, ok }) => [webhook, ok])).toEqual([[broken.webhook, false], [mended.webhook, true]]);
});

test('what is older than so many days is forgotten', async () => {
  const delivery = newDelivery();
  await rows.add([delivery], webhookAttempts);
  await rows.prune(1);
  expect(await one(delivery)).toBeDefined();
  await rows.prune(-1);
  expect(await one(delivery)).toBeUndefined();
});
