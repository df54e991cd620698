// An older release's tables and back: migrations are taken back one by one over rows that were projected, made again, and the rows are what the stream says.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, StoredFact } from '#contracts';
import { ProjectionWriter, createDataSource, migrate } from '#read-model';
import { FactHistory, straight } from '../../../libs/read-model/test/fact-histories';
import { startNats, startPostgres, type TestNats } from '../../../tools/stack/test-infrastructure';
import { TestRows, TestStream } from './projection.fixture';
import { verifyRows } from './refold';
import { RowKeeper } from './row-keeper';

/** The facts of version 1 as they were written, in the order of their run. */
const story = ['run.requested', 'discover.succeeded', 'submit.intended', 'submit.succeeded', 'apply.succeeded', 'publish.failed.itself', 'publish.failed', 'run.retried', 'publish.succeeded', 'finalize.succeeded'];
const folder = join(__dirname, '../../../libs/contracts/fixtures/v1');
const golden = story.map((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Fact);

let nats: TestNats;
let stream: TestStream;
let rows: TestRows;

beforeAll(async () => {
  [nats, rows] = await Promise.all([startNats(), startPostgres().then((postgres) => new TestRows(postgres))]);
  stream = await TestStream.on(nats.url);
  await Promise.all([rows.empty(), stream.empty()]);
});
afterAll(async () => {
  await stream.connection.close();
  await Promise.all([nats.dispose(), rows.dispose()]);
});

const history = (): StoredFact[] => {
  const played = new FactHistory();
  for (const event of straight) for (let lane = 0; lane < 5; lane += 1) played.play({ lane, event, message: 'done' });
  return [...golden.map((fact, index) => ({ sequence: index + 1, fact })), ...played.facts.map(({ sequence, fact }) => ({ sequence: sequence + golden.length, fact }))];
};
async function project(facts: readonly StoredFact[]): Promise<void> {
  const writer = await ProjectionWriter.connect({ databaseUrl: rows.postgres.url });
  const keeper = new RowKeeper(writer, await writer.cursor(), () => new Date());
  await keeper.keep(facts);
  await writer.release();
}
const tables = async (): Promise<string[]> => (await rows.sql<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).map(({ name }) => name);
/** What has no place in the stream. */
const kept = `
  INSERT INTO artifact_keeping (run_id, artifact_id, path, pinned_by, pinned_at) VALUES ('01990000-0000-7000-8000-000000000001', '01990000-0000-5000-8000-0000000000aa', 'x', 'ada', now());
  INSERT INTO run_feedback VALUES ('01990000-0000-7000-8000-000000000001', 'ada', true, null, now());`;

test('down to nothing over rows of golden facts, one migration at a time, and up again: the projection makes the rows what the stream says', async () => {
  const facts = history();
  await stream.store(facts);
  await project(facts);
  expect(await verifyRows(stream.log, rows.postgres.url)).toEqual({ upTo: facts.length, count: 0, differences: [] });
  await rows.sql(kept);
  const before = await tables();

  const source = await createDataSource(rows.postgres.url).initialize();
  const counts: number[] = [];
  try {
    for (const _ of source.migrations) {
      await source.undoLastMigration();
      counts.push((await tables()).length);
    }
  } finally {
    await source.destroy();
  }
  expect(counts).toEqual([...counts].sort((one, other) => other - one));
  expect(await tables()).toEqual(['specline_migrations']);
  expect(readdirSync(join(__dirname, '../../../libs/read-model/src/migrations'))).toHaveLength(counts.length);

  await migrate(rows.postgres.url);
  expect(await tables()).toEqual(before);
  await project(facts);
  expect(await verifyRows(stream.log, rows.postgres.url)).toEqual({ upTo: facts.length, count: 0, differences: [] });
  await rows.expectFoldOf(facts);
});

test('the tables of the release before, with rows in them, become those of this one, and nothing in them is lost', async () => {
  const facts = history();
  const source = await createDataSource(rows.postgres.url).initialize();
  await source.undoLastMigration();
  await source.destroy();
  const missing = await tables();
  await rows.sql(kept);
  expect(await migrate(rows.postgres.url)).toHaveLength(1);
  expect((await tables()).length).toBeGreaterThanOrEqual(missing.length);
  expect(await verifyRows(stream.log, rows.postgres.url)).toEqual({ upTo: facts.length, count: 0, differences: [] });
  expect(await rows.sql('SELECT count(*)::int AS pins FROM artifact_keeping')).toEqual([{ pins: 1 }]);
});
