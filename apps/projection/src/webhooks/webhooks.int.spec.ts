// From facts in a real stream to a real receiver, whoever dies, waits or competes.
import { createHmac } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { runEvents, runStream, type StoredFact } from '#contracts';
import { evolve, runEventOf, viewOf } from '#domain';
import { Redactor, createLogger, metricsText, registerCounter, type WebhookSettings } from '#platform';
import { FactHistory, straight, type Event } from '../../../../libs/read-model/test/fact-histories';
import { startNats, startPostgres, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { TestRows, TestStream } from '../projection.fixture';
import { rebuildRows, verifyRows } from '../refold';
import { Receiver, secretOf, type Received } from './receiver.fixture';
import { deliveryIdOf } from './run-announcer';
import { webhookCheck } from './webhook-health';
import { WebhookPost } from './webhook-post';
import type { SenderOptions } from './webhook-sender';
import { WebhookTally } from './webhook-tally';
import { Webhooks, type WebhooksParts } from './webhooks';

const secrets = [secretOf(1), secretOf(2)] as const;
const path = '/hooks/T0/very-secret-path-of-a-chat';
const tally = new WebhookTally();
let nats: TestNats;
let stream: TestStream;
let rows: TestRows;
let receiver: Receiver;
let post: WebhookPost;
let running: Webhooks[];
let lines: string[];

beforeAll(async () => {
  [nats, rows] = await Promise.all([startNats(), startPostgres().then((postgres) => new TestRows(postgres))]);
  stream = await TestStream.on(nats.url);
  await rows.empty();
  post = new WebhookPost({ timeLimitMilliseconds: 5000, privateAddresses: true, proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined } }, redactor);
  registerCounter('specline_webhook_attempts_total', 'test', () => tally.readings);
}, 60_000);
afterAll(async () => {
  await post?.close();
  await stream?.connection.close();
  await Promise.all([nats?.dispose(), rows?.dispose()]);
});
beforeEach(async () => {
  running = [];
  lines = [];
  await Promise.all([stream.empty(), rows.truncate(), rows.sql('TRUNCATE webhook_deliveries')]);
  receiver = await Receiver.start();
});
afterEach(async () => {
  await Promise.all(running.map((webhooks) => webhooks.stop()));
  await receiver.close();
});

const redactor = new Redactor([...secrets, path]);
const toReceiver = (change: Partial<WebhookSettings> = {}): WebhookSettings => ({ name: 'chat', url: `http://127.0.0.1:${receiver.port}${path}`, secrets: [...secrets], events: runEvents, ...change });
const happens = (what: string, check: () => Promise<boolean> | boolean): Promise<unknown> => until(what, async () => await check() || undefined, 30_000);
const listening = async (): Promise<boolean> => (await jetstreamManager(stream.connection)).consumers.info(runStream, 'webhooks').then(() => true, () => false);
const log = async (query: object = {}) => (await rows.model.webhooks.list({ limit: 200, ...query })).items;
const historyOf = (...runs: readonly (readonly Event[])[]): StoredFact[] => {
  const history = new FactHistory();
  runs.forEach((events, lane) => { for (const event of events) history.play({ lane, event, message: 'done' }); });
  return history.facts;
};
const endsOf = (facts: readonly StoredFact[]): StoredFact[] => facts.filter(({ fact }) => runEventOf(fact) !== undefined);
const idsOf = (received: readonly Received[]): string[] => received.map(({ id }) => id).sort();
const quiet = async (): Promise<void> => {
  await happens('nothing waits in the consumer', async () => {
    const { num_pending, num_ack_pending } = await (await jetstreamManager(stream.connection)).consumers.info(runStream, 'webhooks');
    return num_pending + num_ack_pending === 0;
  });
  await happens('nothing waits to be sent', async () => (await log({ status: 'pending' })).length === 0);
};

interface Started extends Partial<Pick<WebhooksParts, 'rows' | 'receivers'>> { options?: Partial<SenderOptions> }
async function start({ options, ...change }: Started = {}): Promise<Webhooks> {
  const logger = createLogger({ service: 'projection', worker: 'test', level: 'debug', redactor, output: { write: (line: string) => { lines.push(line); } } });
  const parts: WebhooksParts = { connection: stream.connection, log: stream.log, rows: rows.model, receivers: [toReceiver()], post, tally, publicUrl: 'https://specline.example', redactor, logger };
  const webhooks = new Webhooks({ ...parts, ...change }, { pollMilliseconds: 20, retryMilliseconds: [20, 20, 20], ...options });
  running.push(webhooks);
  webhooks.start();
  if ((change.receivers ?? parts.receivers).length > 0) await happens('it listens', listening);
  return webhooks;
}

const everyEnd: (readonly Event[])[] = [straight, ['request', 'no_work'], ['request', 'cancel'], ['request', 'fail', 'retry', 'succeed', 'intend', 'fail', 'retry', 'succeed', 'succeed', 'succeed', 'succeed']];

test('of several replicas one delivers each end of each run once, signed, with the run as of that fact', async () => {
  await Promise.all([start(), start(), start()]);
  const facts = historyOf(...everyEnd);
  await stream.store(facts);
  await happens('every end has arrived', () => receiver.received.length >= endsOf(facts).length);
  await quiet();
  expect(idsOf(receiver.received)).toEqual(endsOf(facts).map(({ fact }) => deliveryIdOf(fact, 'chat')).sort());
  expect(receiver.received.map(({ payload }) => payload.event).sort()).toEqual(['run.cancelled', 'run.failed', 'run.failed', 'run.no_work', 'run.succeeded', 'run.succeeded']);
  for (const message of receiver.received) {
    const { sequence, run, link, at } = Receiver.verified(message, secrets[0]);
    const last = facts.find((stored) => stored.sequence === sequence) as StoredFact;
    const folded = facts.filter((stored) => stored.fact.runId === run.id && stored.sequence <= sequence).reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);
    expect(run).toEqual(JSON.parse(JSON.stringify(viewOf(folded as NonNullable<typeof folded>, { tasks: false, artifacts: false }))));
    expect([at, link]).toEqual([last.fact.at, `https://specline.example/runs/${run.id}`]);
  }
}, 60_000);

test('both secrets of a webhook sign, in the form of the Standard Webhooks', async () => {
  await start();
  await stream.store(historyOf(straight));
  const { id, headers, body } = await until('the message arrives', () => receiver.received[0]);
  const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(signed).digest('base64')}`);
  expect(headers['webhook-signature']).toBe(signatures.join(' '));
  expect(headers).toMatchObject({ 'content-type': 'application/json' });
});

test('a webhook hears the events that it wants', async () => {
  await start({ receivers: [toReceiver({ events: ['run.failed'] }), toReceiver({ name: 'all' })] });
  const facts = historyOf(...everyEnd);
  await stream.store(facts);
  await happens('all have arrived', () => receiver.received.length === 8);
  await quiet();
  expect((await log({ webhook: 'chat' })).map(({ event }) => event)).toEqual(['run.failed', 'run.failed']);
  expect(new Set(idsOf(receiver.received)).size).toBe(8);
});

test('a receiver that is away gets the same message later', async () => {
  receiver.refuse(503);
  await start({ options: { retryMilliseconds: [50, 50, 50, 50, 50, 60_000] } });
  await stream.store(historyOf(straight));
  await happens('it was tried again', () => receiver.received.length >= 3);
  receiver.refuse(200);
  await quiet();
  expect(new Set(receiver.received.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
  expect(await log()).toMatchObject([{ id: receiver.received[0]?.id, status: 'delivered', attempts: receiver.received.length, responseStatus: 200, error: null }]);
  const metrics = await metricsText();
  for (const outcome of ['retried', 'delivered']) expect(metrics).toMatch(new RegExp(`specline_webhook_attempts_total\\{webhook="chat",outcome="${outcome}"\\} [1-9]`));
});

test('who never answers well has failed after the last attempt, and health says so until a delivery arrives', async () => {
  const check = () => webhookCheck(rows.model.webhooks, ['chat']).check(new AbortController().signal);
  expect(await check()).toMatchObject({ ok: true });
  receiver.refuse(500);
  await start();
  await stream.store(historyOf(straight));
  await quiet();
  expect(await log()).toMatchObject([{ status: 'failed', attempts: 6, responseStatus: 500, nextAttemptAt: null }]);
  expect(await check()).toMatchObject({ ok: false, code: 'webhook.failing', detail: expect.stringContaining('answered 500') });
  receiver.refuse(204);
  await rows.model.webhooks.redeliver((await log())[0]?.id ?? '', 6);
  await quiet();
  expect(await log()).toMatchObject([{ status: 'delivered', attempts: 7 }]);
  expect(new Set(idsOf(receiver.received)).size).toBe(1);
  expect(await check()).toMatchObject({ ok: true });
});

test('410 ends a delivery at once', async () => {
  receiver.refuse(410);
  await start();
  await stream.store(historyOf(straight));
  await quiet();
  expect(await log()).toMatchObject([{ status: 'failed', attempts: 1, responseStatus: 410 }]);
});

test('a replica that is killed between sending and writing it down lets another send it again, with the same id', async () => {
  const killed = Object.assign(Object.create(rows.model.webhooks) as typeof rows.model.webhooks, { finish: () => Promise.reject(new Error('killed')) });
  const first = await start({ rows: Object.assign(Object.create(rows.model) as typeof rows.model, { webhooks: killed }), options: { leaseMilliseconds: 300 } });
  await stream.store(historyOf(straight));
  await happens('it was sent', () => receiver.received.length === 1);
  await first.stop();
  await start();
  await quiet();
  expect(receiver.received).toHaveLength(2);
  expect(new Set(idsOf(receiver.received)).size).toBe(1);
  expect(await log()).toMatchObject([{ status: 'delivered', attempts: 2 }]);
});

test('a fact that is delivered again makes no second delivery', async () => {
  const forgetful = Object.assign(Object.create(rows.model.webhooks) as typeof rows.model.webhooks, {
    add: async (...added: Parameters<typeof rows.model.webhooks.add>) => { await rows.model.webhooks.add(...added); throw new Error('killed'); },
  });
  const first = await start({ rows: Object.assign(Object.create(rows.model) as typeof rows.model, { webhooks: forgetful }) });
  await stream.store(historyOf(straight));
  await happens('it was sent', () => receiver.received.length === 1);
  await first.stop();
  await start();
  await quiet();
  expect(receiver.received).toHaveLength(1);
}, 60_000);

test('what happened before the first start is not told, and what happens while the service is down is', async () => {
  const facts = historyOf(straight, straight);
  await stream.store(facts.slice(0, straight.length));
  const first = await start();
  await first.stop();
  await stream.store(facts.slice(straight.length));
  await start();
  await quiet();
  expect(idsOf(receiver.received)).toEqual(endsOf(facts).slice(1).map(({ fact }) => deliveryIdOf(fact, 'chat')));
});

test('what happens while no webhook is configured is not told later', async () => {
  await (await start()).stop();
  const without = await start({ receivers: [] });
  await happens('the consumer is gone', async () => !await listening());
  await without.stop();
  const facts = historyOf(straight, straight);
  await stream.store(facts.slice(0, straight.length));
  await start();
  await stream.store(facts.slice(straight.length));
  await happens('the second has arrived', () => receiver.received.length > 0);
  await quiet();
  expect(idsOf(receiver.received)).toEqual(endsOf(facts).slice(1).map(({ fact }) => deliveryIdOf(fact, 'chat')));
});

test('a rebuild of the rows sends nothing and leaves the log as it is', async () => {
  await start();
  await stream.store(historyOf(...everyEnd));
  await happens('all have arrived', () => receiver.received.length === 6);
  await quiet();
  const before = await log();
  expect((await rebuildRows(stream.log, rows.postgres.url)).upTo).toBe(0);
  await rows.sql(`UPDATE projection_cursor SET sequence = ${(await stream.log.state()).lastSequence}`);
  expect((await rebuildRows(stream.log, rows.postgres.url)).changed).toBeGreaterThan(0);
  expect((await verifyRows(stream.log, rows.postgres.url)).count).toBe(0);
  await quiet();
  expect(await log()).toEqual(before);
  expect(receiver.received).toHaveLength(6);
});

test('a message that is no fact is left out and stops nobody', async () => {
  await start();
  await stream.storeRaw('run.acme~web~x.00000000-0000-7000-8000-000000000000.finalize.succeeded.none', 'not JSON');
  const history = historyOf(straight);
  await stream.store(history);
  await happens('the end has arrived', () => receiver.received.length === 1);
  await quiet();
  expect(lines.join('')).toContain('a message of the stream cannot be read');
});

test('a database that is away only delays', async () => {
  await start();
  await rows.postgres.kill();
  await stream.store(historyOf(straight));
  await happens('it is put off', () => lines.some((line) => line.includes('webhooks are told later')));
  await rows.postgres.restart();
  await happens('it has arrived', () => receiver.received.length === 1);
  await quiet();
}, 60_000);

test('neither secrets nor the path of a receiver are in a log line, a row or what a receiver is sent', async () => {
  receiver.answer = (_request, response) => { response.writeHead(500).end(`you sent ${secrets.join()} to ${path}`); };
  await start();
  const facts = historyOf(straight);
  const [first] = facts as [StoredFact];
  await stream.store([{ ...first, fact: { ...first.fact, context: { ...first.fact.context, request: { ...first.fact.context.request, notes: `use ${secrets[0]}` } } } }, ...facts.slice(1)]);
  await quiet();
  const [row] = await rows.sql<{ all: string }>('SELECT string_agg(d::text, chr(10)) AS all FROM webhook_deliveries d');
  const everything = [row?.all, JSON.stringify(await log()), ...lines, ...receiver.received.map(({ body, headers }) => `${body} ${JSON.stringify(headers)}`)].join('\n');
  expect(everything).toContain('you sent [redacted],[redacted] to [redacted]');
  expect(receiver.received[0]?.payload.run.notes).toBe('use [redacted]');
  for (const secret of [...secrets, ...secrets.map((one) => one.slice(6)), path]) expect(everything).not.toContain(secret);
});
