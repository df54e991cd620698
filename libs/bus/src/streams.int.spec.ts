// Streams and consumers that an older release has made, brought to their shape while they are used.
import { AckPolicy, DeliverPolicy, DiscardPolicy, StorageType, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/nats-core';
import { brakeStream, brakeSubjects, laneOf, liveStream, runStream, runSubjects, stageFilter, type Fact } from '#contracts';
import { natsPasswords, natsUsersFile } from '../../../tools/stack/infrastructure';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { requested } from '../../contracts/fixtures/sample-facts';
import { connectToNats } from './connection';
import { JetStreamRunLog } from './jetstream-run-log';
import { StageConsumer, consumerName } from './stage-consumer';
import { defaultStreamSettings, ensureStream, ensureStreams, streams } from './streams';

const passwords = natsPasswords();
let nats: TestNats;
let operations: NatsConnection;
let manager: JetStreamManager;
let log: JetStreamRunLog;
const ends: (() => Promise<void>)[] = [];

/** As a release might have made it before limits, direct reads and denials came. */
const olderRun = { name: runStream, subjects: [runSubjects], storage: StorageType.File, discard: DiscardPolicy.Old, max_age: nanos(24 * 60 * 60 * 1000), max_bytes: 64 * 1024 * 1024 };
const olderConsumer = { durable_name: consumerName('discover'), filter_subject: stageFilter('discover'), deliver_policy: DeliverPolicy.All, ack_policy: AckPolicy.Explicit, ack_wait: nanos(10_000), max_ack_pending: 1000, max_deliver: 5 };

beforeAll(async () => {
  nats = await startNats({ include: natsUsersFile, environment: passwords.environment });
  operations = await connectToNats({ url: nats.urlFor('operations', passwords.of('operations')), name: 'operations' });
  manager = await jetstreamManager(operations);
  await manager.streams.add(olderRun);
  await manager.streams.add({ name: brakeStream, subjects: [brakeSubjects], storage: StorageType.File });
  await manager.consumers.add(runStream, olderConsumer);
  log = await JetStreamRunLog.on(operations);
}, 60_000);
afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
  await operations?.close();
  await nats?.dispose();
});

let lanes = 0;
async function append(): Promise<Fact> {
  const fact = requested({ lane: laneOf('acme/web', `f-${++lanes}`) });
  await log.append(fact, { expectedSequence: 0 });
  return fact;
}
/** With the rights of the service. */
async function consume(heard: string[]): Promise<void> {
  const connection = await connectToNats({ url: nats.urlFor('discovery', passwords.of('discovery')), name: 'discovery' });
  const consumer = new StageConsumer(connection, {
    stage: 'discover', concurrency: 4,
    process: async (delivery) => {
      heard.push((JSON.parse(new TextDecoder().decode(delivery.data)) as Fact).id);
      delivery.acknowledge();
    },
  });
  ends.push(async () => {
    await consumer.drain(10);
    await connection.close();
  });
  await consumer.start();
}

test('facts are written and read while the stream is brought to its shape, and none is lost', async () => {
  const before = await append();
  let going = true;
  const written: Fact[] = [before];
  const writing = (async () => { while (going) written.push(await append()); })();
  await Promise.all([ensureStreams(manager), ensureStreams(manager)]);
  going = false;
  await writing;
  expect((await manager.streams.info(runStream)).config).toMatchObject({ discard: 'new', max_bytes: defaultStreamSettings.runMaxBytes, max_msg_size: streams.RUN.max_msg_size, allow_direct: true, deny_purge: true, deny_delete: true });
  expect((await manager.streams.info(brakeStream)).config).toMatchObject({ max_msgs_per_subject: 8, allow_direct: true });
  for (const fact of written) expect((await log.lastOfLane(fact.lane))?.fact.id).toBe(fact.id);
  expect((await log.state()).firstSequence).toBe(1);
});

test('a consumer of an older release goes on from where it is with the settings of this one, and replicas of both share it', async () => {
  const older = (await manager.consumers.info(runStream, olderConsumer.durable_name)).num_pending;
  expect(older).toBeGreaterThan(0);
  const [first, second]: string[][] = [[], []];
  await consume(first!);
  await until('what waited is taken', async () => ((await manager.consumers.info(runStream, olderConsumer.durable_name)).num_pending === 0) || undefined);
  expect((await manager.consumers.info(runStream, olderConsumer.durable_name)).config).toMatchObject({ ack_wait: nanos(30_000), max_ack_pending: -1, max_deliver: -1 });
  // An older replica that starts meanwhile sets it back; both go on.
  await manager.consumers.update(runStream, olderConsumer.durable_name, { ack_wait: olderConsumer.ack_wait, max_ack_pending: olderConsumer.max_ack_pending, max_deliver: olderConsumer.max_deliver });
  await consume(second!);
  const ids = await Promise.all(Array.from({ length: 40 }, async () => (await append()).id));
  await until('all are taken', () => ids.every((id) => first!.includes(id) || second!.includes(id)) || undefined);
  const all = [...first!, ...second!];
  expect(new Set(all).size).toBe(all.length);
});

test('a service of an older release that starts later does not take a stream back, and finds it usable; the news, which it may change, goes on', async () => {
  const gateway = await connectToNats({ url: nats.urlFor('gateway', passwords.of('gateway')), name: 'older gateway' });
  try {
    const its = await jetstreamManager(gateway, { checkAPI: false });
    await ensureStream(its, olderRun);
    await ensureStream(its, { name: brakeStream, subjects: [brakeSubjects], storage: StorageType.File, max_msgs_per_subject: 1 });
    await ensureStream(its, { ...streams.LIVE, max_bytes: 1024 * 1024 });
    expect((await manager.streams.info(runStream)).config).toMatchObject({ discard: 'new', max_bytes: defaultStreamSettings.runMaxBytes });
    expect((await manager.streams.info(brakeStream)).config).toMatchObject({ max_msgs_per_subject: 8 });
    const fact = requested({ lane: laneOf('acme/web', 'of-the-older') });
    await (await JetStreamRunLog.on(gateway)).append(fact, { expectedSequence: 0 });
    await ensureStreams(manager);
    expect((await manager.streams.info(liveStream)).config.max_bytes).toBe(streams.LIVE.max_bytes);
  } finally {
    await gateway.close();
  }
});
