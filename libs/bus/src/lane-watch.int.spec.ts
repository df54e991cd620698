import type { NatsConnection } from '@nats-io/nats-core';
import { fact, lane } from '../../contracts/fixtures/sample-facts';
import { subjectOf, nobody } from '#contracts';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { connectToNats } from './connection';
import type { Delivery } from './delivery';
import { LaneWatch } from './lane-watch';

const begin = 1_000_000;
const longSince = begin + 60_000;

describe('the watch of lanes', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let now: number;
  let watch: LaneWatch;

  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(async () => { await server?.dispose(); });
  beforeEach(async () => {
    connection = await connectToNats({ url: server.url, name: 'test' });
    now = begin;
    watch = new LaneWatch(connection, () => now);
    await connection.flush();
    now = longSince;
  });
  afterEach(async () => { await connection.close(); });

  const delivery = (age: number, deliveryCount = 1) => ({ storedAt: now - age, deliveryCount }) as Delivery;
  const say = async (state: 'cancelled' | 'retried'): Promise<void> => {
    connection.publish(subjectOf(fact({ stage: 'run', state, next: nobody })));
    await connection.flush();
  };

  it('needs no look at the lane of a young trigger that nobody spoke about', () => {
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(false);
  });

  it.each(['cancelled', 'retried'] as const)('has a lane looked at after an operator\'s %s, and no other one', async (state) => {
    await say(state);
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(true);
    expect(watch.mayHaveMoved('acme~web~004-other', delivery(20))).toBe(false);
  });

  it('has a lane looked at when the trigger was delivered before, is old, or was stored in the future', () => {
    expect(watch.mayHaveMoved(lane, delivery(20, 2))).toBe(true);
    expect(watch.mayHaveMoved(lane, delivery(5001))).toBe(true);
    expect(watch.mayHaveMoved(lane, delivery(-1001))).toBe(true);
  });

  it('believes itself only after it has listened for longer than a trigger is young, and anew after a reconnect', async () => {
    now = begin + 14_999;
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(true);
    now = longSince;
    const again = new Promise<void>((resolve) => { void (async () => { for await (const { type } of connection.status()) if (type === 'reconnect') return resolve(); })(); });
    await connection.reconnect();
    await again;
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(true);
    now += 15_000;
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(false);
    await say('cancelled');
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(true);
  });

  it('forgets what it heard long ago once more is heard', async () => {
    await say('cancelled');
    now += 15_000;
    connection.publish('run.acme~web~004-other.r.run.cancelled.none');
    await connection.flush();
    expect(watch.mayHaveMoved(lane, delivery(20))).toBe(false);
  });
});
