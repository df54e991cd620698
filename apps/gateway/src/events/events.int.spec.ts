// Events: history and live on one socket, over reconnects and outages, and what slow, silent and expired readers meet.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { NewsBoard } from '#bus';
import { eventFrameSchema, eventsPath, runsPath, type News, type RunView } from '#contracts';
import { until } from '../../../../tools/stack/until';
import { apiToken, openTestGateway, projectAll, tokens, type TestGateway } from '../gateway.fixture';
import { useGateway } from '../test-servers.fixture';
import { answer, failRun } from '../stage-facts.fixture';
import { openReader, type EventReader } from './reader.fixture';

const servers = useGateway();
let features = 0;
const headers = { authorization: `Bearer ${tokens.operator}` };

const post = (url: string, payload: object = {}) => servers.gateway.server.inject({ method: 'POST', url, headers, payload });
async function newRun(): Promise<RunView> {
  return (await post(`/${runsPath}`, { repository: 'acme/web', featureKey: `f-${++features}` })).json<RunView>();
}
/** Two facts that change nothing in the long run, as often as wanted. */
async function goRound(id: string): Promise<void> {
  await failRun(servers.gateway.log, id, 'discover');
  await post(`/${runsPath}/${id}/retry`, { mode: 'resume_failed_task' });
}
const read = (path: string, more = headers): Promise<EventReader> => openReader(`${servers.gateway.url}/${path}`, more);
const ofRun = (id: string, after?: number): Promise<EventReader> => read(`${runsPath}/${id}/events${after === undefined ? '' : `?after=${after}`}`);
const heard = (reader: EventReader, sequence: number) => until(`fact ${sequence} is heard`, () => reader.sequences.includes(sequence) || undefined);
const storedOf = async (id: string): Promise<number[]> => (await servers.gateway.log.factsOfRun(id)).map(({ sequence }) => sequence);

test('a run is told from its first fact on, then live, and nothing of other runs', async () => {
  const { id } = await newRun();
  await goRound(id);
  const reader = await ofRun(id);
  await heard(reader, (await storedOf(id)).at(-1)!);
  await newRun();
  const { sequence } = await failRun(servers.gateway.log, id, 'discover');
  await heard(reader, sequence);
  expect(reader.sequences).toEqual(await storedOf(id));
  for (const frame of reader.frames) eventFrameSchema.parse(frame);
  await reader.close();
});

test('all runs are told from now on, or from where one likes', async () => {
  const { id } = await newRun();
  const { lastSequence } = await servers.gateway.log.state();
  const [now, whole] = await Promise.all([read(eventsPath), read(`${eventsPath}?after=0`)]);
  await goRound(id);
  const end = (await storedOf(id)).at(-1)!;
  await Promise.all([heard(now, end), heard(whole, end)]);
  expect(now.sequences).toEqual(Array.from({ length: end - lastSequence }, (_, index) => lastSequence + 1 + index));
  expect(whole.sequences).toEqual(Array.from({ length: end }, (_, index) => index + 1));
  await Promise.all([now.close(), whole.close()]);
});

test.each([['in the rows', true], ['in the stream', false]])('a reader that comes back again and again misses nothing and hears nothing twice, with history %s', async (_where, rows) => {
  const { id } = await newRun();
  const seen: number[] = [];
  let going = true;
  const writing = (async () => { for (let round = 0; round < 25; round += 1) await goRound(id); going = false; })();
  const projecting = (async () => { while (going && rows) await projectAll(servers.gateway.log, servers.postgres.url); })();
  while (going) {
    const reader = await ofRun(id, seen.at(-1) ?? 0);
    const enough = 1 + (seen.length % 3);
    await until('some facts are heard', () => reader.sequences.length >= enough || !going || undefined);
    reader.socket.terminate();
    await reader.closed;
    seen.push(...reader.sequences);
  }
  await Promise.all([writing, projecting]);
  const last = await ofRun(id, seen.at(-1) ?? 0);
  const all = await storedOf(id);
  await until('the rest is heard', () => seen.length + last.sequences.length >= all.length || undefined);
  expect([...seen, ...last.sequences]).toEqual(all);
  await last.close();
}, 60_000);

test('news is told between the facts, also what was said just before', async () => {
  const { id, lastSequence } = await newRun();
  const news: News = { runId: id, stage: 'discover', kind: 'progress', attempt: 1, trigger: lastSequence, at: new Date().toISOString(), worker: 'd@h:1', message: 'first' };
  const board = new NewsBoard(servers.gateway.connection);
  board.tell(news);
  await until('the news has come', async () => ((await servers.gateway.server.inject({ url: `/${runsPath}/${id}`, headers })).json<RunView>().status === 'running') || undefined);
  const reader = await ofRun(id);
  await until('the first is heard', () => reader.frames.length >= 2 || undefined);
  board.tell({ ...news, message: 'second' });
  await until('the second is heard', () => reader.frames.length >= 3 || undefined);
  expect(reader.frames.map((frame) => ('live' in frame ? frame.live.message : frame.fact.state))).toEqual(['requested', 'first', 'second']);
  await reader.close();
});

test.each([
  [`${runsPath}/${randomUUID()}/events`, 404], [`${runsPath}/%3E/events`, 404], [`${runsPath}/run:*/events`, 404], [`${eventsPath}?after=x`, 400], [`${eventsPath}?after=-1`, 400], [`${eventsPath}?after=1&after=2`, 400],
  [`${eventsPath}?run=1`, 400], [`${eventsPath}?after=999999999`, 400], [runsPath, 404], ['healthz', 404], ['nothing', 404],
])('%s is refused before the upgrade with %d', async (path, status) => {
  await expect(read(path)).rejects.toThrow(`refused with ${status}`);
});

test('a reader that says too much is dropped', async () => {
  const reader = await read(eventsPath);
  reader.socket.send('x'.repeat(5000));
  expect(await reader.closed).toBe(1009);
});

describe('a reader of another gateway', () => {
  let second: TestGateway;
  afterEach(() => second.close());
  const open = async (settings: Parameters<typeof openTestGateway>[0]['settings']) => { second = await openTestGateway({ natsUrl: servers.nats.url, databaseUrl: servers.postgres.url, settings }); };

  test('that does not read is dropped, and the memory it takes is bounded', async () => {
    await open({ sockets: { mostWaiting: 20_000 } });
    const { port } = new URL(second.url);
    const silent = connect(Number(port), '127.0.0.1');
    silent.write(`GET /${eventsPath} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${headers.authorization}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`);
    await new Promise((resolve) => { silent.once('data', resolve); });
    silent.pause();
    const gone = new Promise((resolve) => { silent.once('close', resolve); });
    silent.on('error', () => undefined);
    const { id } = await newRun();
    const board = new NewsBoard(servers.gateway.connection);
    await until('it is dropped', async () => {
      for (let index = 0; index < 500; index += 1) board.tell({ runId: id, stage: 'discover', kind: 'progress', attempt: 1, trigger: 1, at: new Date().toISOString(), worker: 'd@h:1', message: 'x'.repeat(1900) });
      await servers.gateway.connection.flush();
      return second.sockets.size === 0 || undefined;
    }, 30_000);
    silent.resume();
    await gone;
  }, 60_000);

  test('whose token expires is sent away', async () => {
    const token = 'token-for-a-moment';
    await open({ tokens: [apiToken('viewer', 'eve', token, Date.now() + 5000)], sockets: { careMilliseconds: 500 } });
    // Of one run: the news of all that other tests have left may be too much for a reader, who is sent away for that.
    const { id } = await newRun();
    const reader = await openReader(`${second.url}/${runsPath}/${id}/events`, { authorization: `Bearer ${token}` });
    expect(await reader.closed).toBe(1008);
  });

  test('that is gone without a word is forgotten, and one that is there stays', async () => {
    await open({ sockets: { careMilliseconds: 1000 } });
    const [there, gone] = await Promise.all([1, 2].map(() => openReader(`${second.url}/${eventsPath}`, headers)));
    gone!.socket.pause();
    await until('one is forgotten', () => second.sockets.size === 1 || undefined);
    expect(there!.socket.readyState).toBe(there!.socket.OPEN);
    gone!.socket.terminate();
  });

  test('finds the door closed when there are too many', async () => {
    await open({ sockets: { most: 1 } });
    const reader = await openReader(`${second.url}/${eventsPath}`, headers);
    await expect(openReader(`${second.url}/${eventsPath}`, headers)).rejects.toThrow('refused with 503');
    await reader.close();
  });

  test('is told that the gateway ends', async () => {
    await open({});
    const reader = await openReader(`${second.url}/${eventsPath}`, headers);
    await second.server.close();
    expect(await reader.closed).toBe(1001);
  });
});

describe('with PostgreSQL away', () => {
  let run: RunView;
  beforeAll(async () => {
    run = await newRun();
    await goRound(run.id);
    await projectAll(servers.gateway.log, servers.postgres.url);
    await until('the tail forgets what the rows have', () => servers.gateway.board.tail.size === 0 || undefined);
    await servers.postgres.stop();
  });
  afterAll(() => servers.postgres.restart());

  test('a run is still shown, steered and told from its first fact on', async () => {
    expect((await servers.gateway.server.inject({ url: `/${runsPath}/${run.id}`, headers })).json()).toMatchObject({ id: run.id, status: 'retrying' });
    const reader = await ofRun(run.id);
    await heard(reader, (await storedOf(run.id)).at(-1)!);
    expect((await post(`/${runsPath}/${run.id}/cancel`)).statusCode).toBe(202);
    await heard(reader, (await storedOf(run.id)).at(-1)!);
    expect(reader.sequences).toEqual(await storedOf(run.id));
    await reader.close();
  });

  test('a run is accepted, shown and told', async () => {
    const { id } = await newRun();
    expect((await servers.gateway.server.inject({ url: `/${runsPath}/${id}`, headers })).json()).toMatchObject({ id, status: 'pending' });
    const reader = await ofRun(id);
    await heard(reader, (await storedOf(id))[0]!);
    await reader.close();
  });

  test('all runs are told from the stream', async () => {
    const { lastSequence } = await servers.gateway.log.state();
    const reader = await read(`${eventsPath}?after=0`);
    await heard(reader, lastSequence);
    expect(reader.sequences).toEqual(Array.from({ length: lastSequence }, (_, index) => index + 1));
    await reader.close();
  });

  test('lists and unknown runs answer 503 and when to ask again', async () => {
    for (const url of [`/${runsPath}`, `/${runsPath}/${randomUUID()}`]) {
      const refused = await servers.gateway.server.inject({ url, headers });
      expect(refused.json()).toMatchObject({ status: 503, code: 'read_model.unavailable' });
      expect(refused.headers['retry-after']).toBe('5');
    }
  });

  test('readiness says so, and the gateway stays ready', async () => {
    const ready = await servers.gateway.server.inject({ url: '/readyz' });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ ok: true, prerequisites: expect.arrayContaining([expect.objectContaining({ name: 'PostgreSQL', ok: false, code: 'read_model.unavailable' })]) });
  });
});

test('once PostgreSQL is back lists are whole again', async () => {
  const { id } = await newRun();
  const listed = await until('the list answers', async () => {
    const page = await servers.gateway.server.inject({ url: `/${runsPath}?limit=1`, headers });
    return page.statusCode === 200 ? page.json<{ items: RunView[] }>() : undefined;
  });
  expect(listed.items[0]?.id).toBe(id);
});

test('over a restart of NATS sockets stay open and miss nothing, and what was asked meanwhile is refused with when to ask again', async () => {
  const { id } = await newRun();
  const reader = await ofRun(id);
  await servers.nats.kill();
  const refused = await post(`/${runsPath}`, { repository: 'acme/web', featureKey: 'away' });
  expect(refused.json()).toMatchObject({ status: 503, code: 'bus.unavailable' });
  expect(refused.headers['retry-after']).toBe('5');
  await servers.nats.restart();
  await until('the bus is back', async () => ((await post(`/${runsPath}/${id}/cancel`)).statusCode === 202) || undefined);
  await heard(reader, (await storedOf(id)).at(-1)!);
  expect(reader.sequences).toEqual(await storedOf(id));
  await reader.close();
}, 60_000);

test('a run is told after the gateway that accepted it is gone', async () => {
  const { id } = await newRun();
  await answer(servers.gateway.log, id, { stage: 'discover', state: 'succeeded', next: 'submit' });
  const second = await openTestGateway({ natsUrl: servers.nats.url, databaseUrl: servers.postgres.url });
  const reader = await openReader(`${second.url}/${runsPath}/${id}/events`, headers);
  await heard(reader, (await storedOf(id)).at(-1)!);
  await reader.close();
  await second.close();
});
