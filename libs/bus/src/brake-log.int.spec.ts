import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { brakeStream, drainSubject, type BrakeStatement } from '#contracts';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { BrakeLog } from './brake-log';
import { connectToNats } from './connection';
import { DrainWatch } from './drain-watch';
import { ensureStreams } from './streams';

const whose = { repository: 'acme/web', featureKey: '003-cart' };
const release = (at: string): BrakeStatement => ({ kind: 'released', code: 'brake.no_progress', ...whose, by: 'ada', at, reason: 'merged' });
const drain = (draining: boolean): BrakeStatement => ({ kind: 'drain', draining, by: 'eve', at: '2026-01-03T00:00:00.000Z', reason: 'upgrade' });

describe('what operators say of brakes', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let opened: BrakeLog[];
  const open = async (): Promise<BrakeLog> => {
    const log = await BrakeLog.open(connection);
    opened.push(log);
    return log;
  };

  beforeAll(async () => { server = await startNats(); });
  afterAll(async () => { await server?.dispose(); });
  beforeEach(async () => {
    opened = [];
    connection = await connectToNats({ url: server.url, name: 'test' });
    const manager = await jetstreamManager(connection);
    await ensureStreams(manager);
    await manager.streams.purge(brakeStream);
  });
  afterEach(async () => {
    await Promise.all(opened.map((log) => log.stop()));
    await connection.close();
  });

  test('holds at once where it was said, soon elsewhere, and from the beginning in a process that comes later', async () => {
    const [one, other] = [await open(), await open()];
    await one.say(release('2026-01-01T00:00:00.000Z'));
    await one.say(release('2026-01-02T00:00:00.000Z'));
    await one.say(drain(true));
    expect(one.draining).toEqual({ by: 'eve', at: '2026-01-03T00:00:00.000Z', reason: 'upgrade' });
    expect(one.releasesOf({ ...whose, repository: 'ACME/Web' })).toEqual({ 'brake.no_progress': '2026-01-02T00:00:00.000Z' });
    expect(one.releasesOf({ ...whose, featureKey: null })).toEqual({});
    await until('the other has heard it', () => (other.draining ? true : undefined));
    expect(other.released).toEqual(one.released);
    const later = await open();
    expect([later.released, later.draining]).toEqual([one.released, one.draining]);
    await later.say(drain(false));
    await until('the drain is over for the others', () => (one.draining || other.draining ? undefined : true));
  });

  test('that nobody can read is passed over', async () => {
    connection.publish(drainSubject, '{"kind":"drained"}');
    await connection.flush();
    const log = await open();
    expect(log.draining).toBeUndefined();
    await log.say(drain(true));
    expect((await open()).draining).toMatchObject({ by: 'eve' });
  });

  test('is heard by a host of stages when it is said, and looked up when it was not there to hear it', async () => {
    const log = await open();
    let heard = 0;
    const watch = await DrainWatch.on(connection, () => { heard += 1; });
    expect(await watch.look()).toBeUndefined();
    await log.say(drain(true));
    await until('it is heard', () => (heard > 0 ? true : undefined));
    expect(await watch.look()).toMatchObject({ by: 'eve', reason: 'upgrade' });
    await log.say(drain(false));
    expect(await watch.look()).toBeUndefined();
  });
});
