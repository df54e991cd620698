// How a gateway ends while it is used: what was asked is answered, and readers know where to go on.
import { request } from 'node:http';
import { Questions } from '#bus';
import { eventsPath, featureQuestion, featureSubject, runsPath, type RunView } from '#contracts';
import { until } from '../../../tools/stack/until';
import { openReader } from './events/reader.fixture';
import { openTestGateway, tokens, type TestGateway } from './gateway.fixture';
import { useGateway } from './test-servers.fixture';

const servers = useGateway();
const headers = { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' };
const open = (): Promise<TestGateway> => openTestGateway({ natsUrl: servers.nats.url, databaseUrl: servers.postgres.url });

test('a request under way is answered, and what comes later finds nobody', async () => {
  const ending = await open();
  let asked = false;
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => { answer = resolve; });
  const discovery = new Questions(servers.gateway.connection).answer(featureSubject, 'discovery', featureQuestion, async () => {
    asked = true;
    await answered;
    return { featureKey: 'f-1' };
  });
  const order = fetch(`${ending.url}/${runsPath}`, { method: 'POST', headers, body: JSON.stringify({ repository: 'acme/web' }) });
  order.catch(() => undefined);
  await until('discovery is asked', () => asked || undefined);
  const closing = ending.close();
  await until('the door is closed', () => fetch(`${ending.url}/healthz`, { headers: { connection: 'close' } }).then(() => undefined, () => true));
  answer();
  const accepted = await order;
  expect([accepted.status, (await accepted.json() as RunView).featureKey]).toEqual([202, 'f-1']);
  await closing;
  discovery.stop();
});

test('a reader of events is told to come back, and hears the rest from another gateway without gap or repeat', async () => {
  const ending = await open();
  const reader = await openReader(`${ending.url}/${eventsPath}?after=0`, headers);
  const { lastSequence } = await servers.gateway.log.state();
  await until('history is heard', () => reader.sequences.includes(lastSequence) || undefined);
  await ending.close();
  expect(await reader.closed).toBe(1001);
  const next = await openReader(`${servers.gateway.url}/${eventsPath}?after=${reader.sequences.at(-1)}`, headers);
  const run = await servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers, payload: { repository: 'acme/web', featureKey: 'f-2' } });
  const { lastSequence: end } = run.json<RunView>();
  await until('the new fact is heard', () => next.sequences.includes(end) || undefined);
  expect([...reader.sequences, ...next.sequences]).toEqual(Array.from({ length: end }, (_, index) => index + 1));
  await next.close();
});

test('who sends a request that never ends does not hold it up for ever', async () => {
  const ending = await open();
  const { port } = new URL(ending.url);
  const endless = request({ host: '127.0.0.1', port, method: 'POST', path: `/${runsPath}`, headers: { ...headers, 'content-length': 1000 } });
  endless.on('error', () => undefined);
  const cut = new Promise<true>((resolve) => { endless.on('close', () => resolve(true)); endless.on('response', (answer) => answer.resume()); });
  await new Promise((resolve) => { endless.write('{', resolve); });
await until('the connection is there', () => new Promise<true | undefined>((resolve) => { ending.server.server.getConnections((_error, count) => resolve(count > 0 || undefined)); }));
  const begun = Date.now();
  await ending.close();
  expect(Date.now() - begun).toBeLessThan(19_000);
  expect(await cut).toBe(true);
}, 60_000);
