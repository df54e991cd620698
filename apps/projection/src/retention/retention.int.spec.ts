// The retention on real servers, with the rights that the projection has, over files and over the bucket; and killed for real.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { FileArtifactStore, ObjectArtifactStore, artifactPath, artifactStream, textForm, type ArtifactPlace } from '#artifacts';
import { JetStreamRunLog, connectToNats } from '#bus';
import { natsPasswords, natsUsersFile } from '../../../../tools/stack/infrastructure';
import { startNats, startPostgres, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { until } from '../../../../tools/stack/until';
import { TestRows, TestStream } from '../projection.fixture';
import { retentionContract } from './retention.contract';
import { RetentionBench, pathsIn } from './retention-bench.fixture';
import { SweepingProcess } from './sweeping-process.fixture';

const passwords = natsPasswords();
const retentionDays = 7;
let nats: TestNats;
let rows: TestRows;
let operations: TestStream;
let connection: NatsConnection;

beforeAll(async () => {
  [nats, rows] = await Promise.all([startNats({ include: natsUsersFile, environment: passwords.environment }), startPostgres().then((postgres) => new TestRows(postgres))]);
  await rows.empty();
  operations = await TestStream.on(nats.urlFor('operations', passwords.of('operations')));
  connection = await connectToNats({ url: nats.urlFor('projection', passwords.of('projection')), name: 'projection' });
});
afterAll(async () => {
  await Promise.all([operations?.connection, connection].map((one) => one?.close()));
  await Promise.all([nats?.dispose(), rows?.dispose()]);
});
beforeEach(async () => {
  await Promise.all([operations.empty(), rows.truncate(), rows.sql('TRUNCATE artifact_keeping')]);
});

describe('over files', () => {
  let root: string;
  let bench: RetentionBench;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'specline-retention-'));
    const store = new FileArtifactStore({ root, retentionDays });
    bench = new RetentionBench(rows, operations, store, store, await JetStreamRunLog.on(connection));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const interrupt = async (place: ArtifactPlace, bytes: string): Promise<void> => {
    const file = join(root, `${artifactPath(place, textForm)}.0123456789ab.part`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  retentionContract(() => ({ bench, interrupt }));

  test('what a process that was killed had begun is finished by the next one, which finds the lock free', async () => {
    const run = await bench.endedRun();
    const killed = new SweepingProcess();
    try {
      await killed.standsStill({ natsUrl: nats.urlFor('projection', passwords.of('projection')), databaseUrl: rows.postgres.url, root, days: 8 });
      expect([(await bench.pathsOf(run.id)).length, await bench.tombstonesOf(run.id)]).toEqual([2, pathsIn(run)]);
      expect(await bench.retention(8).sweep()).toBeUndefined();
      await killed.kill();
      const swept = await until('the lock is free', () => bench.retention(9).sweep(), 30_000);
      expect([swept, await bench.pathsOf(run.id), await bench.tombstonesOf(run.id)]).toMatchObject([{ artifacts: 2, failed: 0 }, [], pathsIn(run)]);
    } finally {
      await killed.close();
    }
  });

  test('files of somebody else are left alone, beside the runs and among their artifacts', async () => {
    const run = await bench.endedRun();
    writeFileSync(join(root, 'README'), 'of somebody');
    writeFileSync(join(root, run.id, 'notes.md'), 'of somebody');
    await bench.retention(4000).sweep();
    expect([readdirSync(root).toSorted(), readdirSync(join(root, run.id))]).toEqual([['README', run.id].toSorted(), ['notes.md']]);
  });
});

describe('over the bucket', () => {
  let bench: RetentionBench;
  beforeEach(async () => {
    await (await jetstreamManager(operations.connection)).streams.delete(artifactStream).catch(() => undefined);
    const options = { retentionDays, maxBytes: 1024 ** 3, replicas: 1, restMilliseconds: 2 };
    const [writing, store] = await Promise.all([operations.connection, connection].map((one) => ObjectArtifactStore.on(one, options)));
    bench = new RetentionBench(rows, operations, writing!, store!, await JetStreamRunLog.on(connection));
  });

  const interrupt = async ({ runId, stage, attempt, kind }: ArtifactPlace, bytes: string): Promise<void> => {
    await jetstream(operations.connection).publish(`$O.artifacts.C.${runId}.${stage}.${attempt}.${kind}.txt.half`, bytes);
  };
  retentionContract(() => ({ bench, interrupt }));
});
