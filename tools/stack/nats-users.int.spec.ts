// The users of config/nats/users.conf against a real server and the real bus: each service can do its work, and only that.
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ArtifactGone, ObjectArtifactStore, artifactStream, textForm, type ArtifactPlace } from '#artifacts';
import { AuditLog, BrakeLog, DrainWatch, connectToNats, ensureStreams, JetStreamDeadLetters, JetStreamRunLog, LaneWatch, NewsBoard, Questions, StageConsumer, consumerName, type Delivery } from '#bus';
import { auditStream, auditSubjectOf, drainSubject, embeddingsSubject, featureSubject, readinessSubject, stageNames, stagesOf, triggerToken, type AuditEntry, type BrakeStatement, type Fact, type StageName } from '#contracts';
import { natsPasswords, natsUsersFile, type NatsUser } from './infrastructure';
import { startNats, type TestNats } from './test-infrastructure';
import { until } from './until';

jest.setTimeout(60_000);

const hosts = ['discovery', 'codex-runner', 'publisher'] as const;
const services = ['gateway', 'projection', ...hosts] as const;
const passwords = natsPasswords();
let nats: TestNats;
let connections: Record<NatsUser, NatsConnection>;

beforeAll(async () => {
  nats = await startNats({ include: natsUsersFile, environment: passwords.environment });
  const users: NatsUser[] = ['operations', ...services];
  connections = Object.fromEntries(await Promise.all(users.map(async (user) =>
    [user, await connectToNats({ url: nats.urlFor(user, passwords.of(user)), name: user })] as const))) as typeof connections;
  await ensureStreams(await jetstreamManager(connections.operations));
});
afterAll(async () => {
  await Promise.all(Object.values(connections).map((connection) => connection.close()));
  await nats.dispose();
});

const managerOf = (user: NatsUser): Promise<JetStreamManager> => jetstreamManager(connections[user], { timeout: 500, checkAPI: false });
/** A refused publish is not answered: the operation fails by a permission error or by time-out. */
const refused = (attempt: Promise<unknown>): Promise<boolean> => attempt.then(() => false, () => true);

let made = 0;
function factOf(stage: StageName | 'run', next: string): Fact {
  const number = String(++made).padStart(12, '0');
  return {
    v: 1, id: `01900000-0000-7000-8000-${number}`, runId: `01900000-0000-7000-9000-${number}`, lane: `acme~web~${number}`,
    stage, state: stage === 'run' ? 'requested' : 'succeeded', next, attempt: 1, trigger: 0, at: '2026-01-01T00:00:00.000Z', worker: 'test',
    context: {
      chain: [...stageNames],
      request: { repository: 'acme/web', featureKey: number, workflow: 'next-phase', agent: 'codex-cloud', attempts: 1, dryRun: false, createdBy: 'test' },
    },
  };
}
async function append(user: NatsUser, fact: Fact): Promise<number> {
  return (await JetStreamRunLog.on(connections[user])).append(fact, { expectedSequence: 0 });
}

describe.each(stageNames)('the host of %s', (stage) => {
  const host = hosts.find((one) => stagesOf(one).includes(stage))!;
  const others = services.filter((one) => one !== host);

  test('appends its facts, and no other service does', async () => {
    const fact = factOf(stage, 'none');
    expect(await refused(append(host, fact))).toBe(false);
    const attempts = await Promise.all(others.map((other) => refused(append(other, factOf(stage, 'none')))));
    expect(attempts).toEqual(others.map(() => true));
  });

  test('takes and acknowledges its triggers', async () => {
    await takesAndAcknowledges(host, stage);
  });

  test('alone does so', async () => {
    const { consumers } = await managerOf('operations');
    const { config } = await consumers.info('RUN', consumerName(stage));
    const acknowledged: string[] = [];
    const subscription = connections.operations.subscribe(`$JS.ACK.RUN.${consumerName(stage)}.>`, { callback: (_error, { data }) => { acknowledged.push(new TextDecoder().decode(data)); } });
    await connections.operations.flush();
    // The gateway and the projection read through consumers of their own, whose names nobody knows beforehand.
    const users = [...hosts.filter((one) => one !== host), host];
    const attempts = users.map(async (user) => {
      const { consumers: asUser } = await managerOf(user);
      const made = await refused(asUser.add('RUN', config));
      const taken = await refused(connections[user].request(`$JS.API.CONSUMER.MSG.NEXT.RUN.${consumerName(stage)}`, '{"batch":1,"no_wait":true}', { timeout: 500 }));
      connections[user].publish(`$JS.ACK.RUN.${consumerName(stage)}.1.999.1.0.0`, user);
      await connections[user].flush();
      return { user, refused: [made, taken] };
    });
    expect(await Promise.all(attempts)).toEqual(users.map((user) => ({ user, refused: [user !== host, user !== host] })));
    await connections.operations.flush();
    expect(acknowledged).toEqual([host]);
    subscription.unsubscribe();
  });
});

test.each(stagesOf('codex-runner'))('a runner takes and acknowledges what waits for %s in its queue', async (stage) => {
  await takesAndAcknowledges('codex-runner', triggerToken(stage, { queue: 'eu' }));
});

async function takesAndAcknowledges(host: NatsUser, token: string): Promise<void> {
  const sequence = await append('operations', factOf('run', token));
  const taken: number[] = [];
  const consumer = new StageConsumer(connections[host], { stage: token, concurrency: 2, process: async (delivery) => {
    taken.push(delivery.sequence);
    delivery.acknowledge();
  } });
  await consumer.start();
  await until('the trigger is taken', () => taken.includes(sequence) || undefined);
  const { consumers } = await managerOf('operations');
  await until('the trigger is acknowledged', async () => (await consumers.info('RUN', consumerName(token))).num_ack_pending === 0 || undefined);
  await consumer.drain(1000);
}

test('only the gateway says what operators say', async () => {
  expect(await refused(append('gateway', factOf('run', 'none')))).toBe(false);
  const others = services.filter((one) => one !== 'gateway');
  expect(await Promise.all(others.map((other) => refused(append(other, factOf('run', 'none')))))).toEqual(others.map(() => true));
});

test('only the gateway says what operators say of brakes, and it and the runner hear it', async () => {
  const drain = (by: string): BrakeStatement => ({ kind: 'drain', draining: true, by, at: '2026-01-01T00:00:00.000Z', reason: 'update' });
  const log = await BrakeLog.open(connections.gateway);
  let heard = 0;
  const watch = await DrainWatch.on(connections['codex-runner'], () => { heard += 1; });
  await connections['codex-runner'].flush();
  await log.say(drain('gateway'));
  expect(await watch.look()).toMatchObject({ by: 'gateway' });
  await until('the runner hears it', () => (heard > 0 ? true : undefined));
  const later = await BrakeLog.open(connections.gateway);
  expect(later.draining).toMatchObject({ by: 'gateway' });
  const others = services.filter((one) => one !== 'gateway');
  const said = others.map((user) => refused(jetstream(connections[user], { timeout: 500 }).publish(drainSubject, JSON.stringify(drain(user)))));
  expect(await Promise.all(said)).toEqual(others.map(() => true));
  await Promise.all([log.stop(), later.stop()]);
});

test('only the gateway adds to the audit log and reads it, and nobody changes what is there', async () => {
  const entry: AuditEntry = {
    id: randomUUID(), at: '2026-01-01T00:00:00.000Z', action: 'run.cancel', actor: { name: 'ada', role: 'operator', signedIn: 'token', vouchedBy: 'token_list' },
    target: { repository: 'acme/web', featureKey: null, runId: null, artifactId: null, deliveryId: null },
    reason: null, asked: null, before: null, after: null, outcome: 'accepted', status: 202, requestId: null, traceId: null,
  };
  const log = await AuditLog.on(connections.gateway);
  await log.add(entry, entry.id);
  expect((await log.find({ limit: 10, isMeant: () => true })).entries).toEqual([entry]);
  const others = services.filter((one) => one !== 'gateway');
  const added = others.map((user) => refused(jetstream(connections[user], { timeout: 500 }).publish(auditSubjectOf(entry), JSON.stringify(entry))));
  const read = others.map(async (user) => refused((await managerOf(user)).direct.getMessage(auditStream, { seq: 1 })));
  expect(await Promise.all([...added, ...read])).toEqual([...others, ...others].map(() => true));
  for (const user of services) {
    const { streams } = await managerOf(user);
    const attempts = [streams.update(auditStream, { max_age: 1_000_000_000 }), streams.purge(auditStream), streams.delete(auditStream), streams.deleteMessage(auditStream, 1)];
    expect(await Promise.all(attempts.map(refused))).toEqual([true, true, true, true]);
  }
  expect((await (await managerOf('operations')).streams.info(auditStream)).state.messages).toBe(1);
});

test.each(['gateway', 'projection'] as const)('%s reads all facts in order', async (user) => {
  const expected = await append('operations', factOf('run', 'none'));
  const seen: number[] = [];
  const following = await (await JetStreamRunLog.on(connections[user])).follow({ fromSequence: 1 }, ({ sequence }) => { seen.push(sequence); });
  await until('the last fact arrives', () => seen.includes(expected) || undefined);
  expect(seen).toEqual([...seen].sort((one, other) => one - other));
  await following.stop();
});

test.each(services)('%s reads the last fact of a lane and of a run', async (user) => {
  const fact = factOf('run', 'none');
  const sequence = await append('operations', fact);
  const log = await JetStreamRunLog.on(connections[user]);
  expect(await log.lastOfLane(fact.lane)).toMatchObject({ sequence });
  expect(await log.lastOfLane(fact.lane, { fresh: true })).toMatchObject({ sequence });
  expect(await log.lastOfRun(fact.runId)).toMatchObject({ sequence });
  expect(await log.factsOfRun(fact.runId)).toHaveLength(1);
  expect((await log.state()).lastSequence).toBeGreaterThanOrEqual(sequence);
});

test.each(services)('%s can make sure of the streams, but neither change, purge nor delete RUN', async (user) => {
  await ensureStreams(await managerOf(user));
  const { streams } = await managerOf(user);
  expect(await refused(streams.update('RUN', { max_age: 1_000_000_000 }))).toBe(true);
  expect(await refused(streams.purge('RUN'))).toBe(true);
  expect(await refused(streams.delete('RUN'))).toBe(true);
  const { consumers } = await managerOf('operations');
  expect(await consumers.list('RUN').next()).toBeDefined();
});

test.each(hosts)('%s tells news of its stages, which the gateway hears', async (host) => {
  const heard: string[] = [];
  const following = await new NewsBoard(connections.gateway).follow((news) => heard.push(news.stage));
  const [stage] = stagesOf(host);
  new NewsBoard(connections[host]).tell({ runId: '01900000-0000-7000-9000-000000000000', stage: stage!, kind: 'started', attempt: 1, trigger: 1, at: '2026-01-01T00:00:00.000Z', worker: 'test' });
  await until('the news is heard', () => heard.includes(stage!) || undefined);
  await following.stop();
});

describe('in the object store of artifacts', () => {
  const options = { retentionDays: 7, maxBytes: 64 * 1024 ** 2, replicas: 1, patienceMilliseconds: 500, restMilliseconds: 1 };
  const storeOf = (user: NatsUser, change = {}) => ObjectArtifactStore.on(connections[user], { ...options, ...change });
  const placeIn = (stage: string): ArtifactPlace => ({ runId: randomUUID(), stage, attempt: 1, kind: 'codex_prompt' });
  const bytesOf = async (stream: Readable): Promise<string> => (await stream.toArray()).join('');

  test.each(hosts)('%s makes the bucket if it is the first, and sees that it can keep things', async (host) => {
    await (await managerOf('operations')).streams.delete(artifactStream).catch(() => undefined);
    await (await storeOf(host)).probe();
    expect((await (await managerOf('operations')).streams.info(artifactStream)).config.max_bytes).toBe(options.maxBytes);
  });

  test.each([...stageNames, 'run'])('what %s makes is kept by its host alone, and read by everybody', async (stage) => {
    const host = stage === 'run' ? 'gateway' : hosts.find((one) => stagesOf(one).some((name) => name === stage))!;
    const artifact = await (await storeOf(host)).write(placeIn(stage), 'hello', textForm);
    const log = await (await storeOf(host)).openLog({ ...placeIn(stage), kind: 'codex_logs' });
    log.line('a line');
    const lines = await log.close();
    for (const user of services) {
      const store = await storeOf(user);
      expect((await store.read(artifact)).toString()).toBe('hello');
      expect(await bytesOf(store.stream(lines.path, { start: 2, end: 6 }))).toBe('line\n');
    }
    const others = services.filter((one) => one !== host);
    expect(await Promise.all(others.map(async (other) => refused((await storeOf(other)).write(placeIn(stage), 'hello', textForm))))).toEqual(others.map(() => true));
  });

  test('only the projection removes, and it finds what there is', async () => {
    const artifact = await (await storeOf('publisher')).write({ ...placeIn('publish'), kind: 'late_effect' }, '{}', { extension: 'json', contentType: 'application/json' });
    const [runId = ''] = artifact.path.split('/');
    const others = services.filter((one) => one !== 'projection');
    for (const other of others) {
      expect(await refused((await storeOf(other)).remove(artifact.path))).toBe(true);
      const { streams } = await managerOf(other);
      expect(await Promise.all([refused(streams.purge(artifactStream)), refused(streams.delete(artifactStream)), refused(streams.deleteMessage(artifactStream, 1))])).toEqual([true, true, true]);
    }
    const store = await storeOf('projection');
    expect((await store.lateEffects(runId)).map(({ path }) => path)).toEqual([artifact.path]);
    expect(await store.kept(runId)).toHaveLength(1);
    await store.remove(artifact.path);
    await expect(store.read(artifact)).rejects.toThrow(ArtifactGone);
  });

  test.each(services)('%s goes on with a bucket of another shape, which only set-up changes', async (user) => {
    await (await storeOf('operations')).probe();
    const store = await storeOf(user, { maxBytes: 2 * options.maxBytes });
    expect((await store.room()).totalBytes).toBe(options.maxBytes);
    await (await storeOf('operations', { maxBytes: 2 * options.maxBytes })).probe();
    expect((await store.room()).totalBytes).toBe(2 * options.maxBytes);
  });
});

test('a host keeps what it cannot read among the dead letters', async () => {
  await new JetStreamDeadLetters(connections.discovery).keep({ subject: 'run.x', sequence: 1, data: new Uint8Array() }, 'not a fact');
  expect((await (await managerOf('operations')).streams.info('DLQ')).state.messages).toBe(1);
});

test.each([...hosts, 'projection'] as const)('%s answers the gateway', async (service) => {
  const subject = service === 'discovery' ? featureSubject : readinessSubject(service);
  const answering = new Questions(connections[service]).answer(subject, service, z.object({}), async () => ({ answer: service }));
  await connections[service].flush();
  expect(await new Questions(connections.gateway).ask(subject, {}, z.object({ answer: z.string() }))).toEqual({ answer: service });
  answering.stop();
});

test('the runner has embeddings kept by the projection, and no other host of stages can ask for them', async () => {
  const answering = new Questions(connections.projection).answer(embeddingsSubject, 'projection', z.object({}), async () => ({ answer: 'kept' }));
  await connections.projection.flush();
  const ask = (user: NatsUser) => refused(new Questions(connections[user]).ask(embeddingsSubject, {}, z.object({ answer: z.string() }), 500));
  expect(await Promise.all([ask('codex-runner'), ask('discovery'), ask('publisher')])).toEqual([false, true, true]);
  expect(await refused(new Questions(connections['codex-runner']).ask(readinessSubject('projection'), {}, z.object({}), 500))).toBe(true);
  answering.stop();
});

test('nobody listens to another service\'s inbox', async () => {
  const subscription = connections.publisher.subscribe('_INBOX.gateway.>');
  await expect(subscription[Symbol.asyncIterator]().next()).rejects.toThrow(/permissions violation/i);
});

test('the hosts of stages hear when an operator speaks, and who may not hear has every lane looked at', async () => {
  let now = 0;
  const watches = { publisher: new LaneWatch(connections.publisher, () => now), projection: new LaneWatch(connections.projection, () => now) };
  await Promise.all([connections.publisher.flush(), connections.projection.flush()]);
  now = 60_000;
  const young = { storedAt: now, deliveryCount: 1 } as Delivery;
  expect(watches.publisher.mayHaveMoved('acme~web~1', young)).toBe(false);
  await until('every lane is looked at', () => watches.projection.mayHaveMoved('acme~web~1', young) || undefined);
  connections.gateway.publish('run.acme~web~1.r.run.cancelled.none');
  await until('the cancel is heard', () => watches.publisher.mayHaveMoved('acme~web~1', young) || undefined);
});
