import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { fact, lane, requested } from '../../contracts/fixtures/sample-facts';
import type { StoredFact } from '#contracts';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { connectToNats } from './connection';
import { JetStreamRunLog } from './jetstream-run-log';
import { AppendUnclear, StreamFull } from './run-log';
import { runLogContract } from './run-log.contract';
import { ensureStreams, defaultStreamSettings, streams } from './streams';

describe('the run log on JetStream', () => {
  let server: TestNats;
  let connection: NatsConnection;

  beforeAll(async () => {
    server = await startNats();
    connection = await connectToNats({ url: server.url, name: 'test' });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  const fresh = async (): Promise<JetStreamRunLog> => {
    const manager = await jetstreamManager(connection);
    await manager.streams.delete('RUN').catch(() => undefined);
    await ensureStreams(manager);
    return JetStreamRunLog.on(connection);
  };

  runLogContract(fresh);

  it('brings streams to their shape again and again without changing them', async () => {
    await fresh();
    const manager = await jetstreamManager(connection);
    await ensureStreams(manager);
    await Promise.all([ensureStreams(manager), ensureStreams(manager)]);
    const { config } = await manager.streams.info('RUN');
    expect(config).toMatchObject({ deny_delete: true, deny_purge: true, discard: 'new', retention: 'limits', subjects: streams.RUN.subjects });
  });

  it('says that the stream is full, and stores nothing', async () => {
    const log = await fresh();
    await ensureStreams(await jetstreamManager(connection), { ...defaultStreamSettings, runMaxBytes: 2000 });
    let last = await log.append(requested(), { expectedSequence: 0 });
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 10; index += 1) last = await log.append(fact({ stage: 'publish', state: 'failed', next: 'publish', trigger: last }), { expectedSequence: last });
    };
    await expect(fill()).rejects.toBeInstanceOf(StreamFull);
  });

  it('follows on over a killed and restarted server without a gap or a repeat, and an append meanwhile is unclear', async () => {
    const log = await fresh();
    const seen: StoredFact[] = [];
    const following = await log.follow({ fromSequence: 1 }, (one) => { seen.push(one); });
    const first = await log.append(requested(), { expectedSequence: 0 });
    await server.kill();
    await expect(log.append(fact({ stage: 'discover', state: 'succeeded', next: 'submit', trigger: first }), { expectedSequence: first })).rejects.toBeInstanceOf(AppendUnclear);
    await server.restart();
    const last = await untilDone(() => log.lastOfLane(lane, { fresh: true }));
    await untilDone(() => log.append(fact({ stage: 'submit', state: 'failed', next: 'none', trigger: first }), { expectedSequence: last?.sequence ?? 0 }));
    await untilDone(async () => { if (seen.at(-1)?.fact.stage !== 'submit') throw new Error('not yet'); });
    await following.stop();
    expect(seen.map((one) => one.sequence)).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1));
  }, 60_000);
});

async function untilDone<T>(attempt: () => Promise<T>, limit = 30_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
}
