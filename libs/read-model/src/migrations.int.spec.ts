// The tables come into being once, whoever starts first, and are what the code takes them for.
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { FactHistory, straight } from '../test/fact-histories';
import { writeFacts } from '../test/write-facts';
import { createDataSource, migrate } from './data-source';
import { ProjectionWriter } from './projection-writer';
import { ReadModel } from './read-model';
import { ReadModelUnavailable } from './read-model-errors';

const all = ['RunTables1764000000000', 'ConsoleQueries1764200000000', 'WebhookDeliveries1764300000000', 'ArtifactKeeping1764400000000', 'EmbeddingCache1764600000000', 'RunDigests1764700000000', 'FillRunDigests1764700001000'];

describe('migrations', () => {
  let postgres: TestServer;
  beforeAll(async () => { postgres = await startPostgres(); });
  afterAll(() => postgres.dispose());

  test('five services that start at once migrate once', async () => {
    const done = await Promise.all(Array.from({ length: 5 }, () => migrate(postgres.url)));
    expect(done.flat()).toEqual(all);
  });

  test('a second start finds nothing to do', async () => {
    expect(await migrate(postgres.url)).toEqual([]);
  });

  test('the tables are those of the code: TypeORM finds nothing to change', async () => {
    const source = await createDataSource(postgres.url).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  test('what runs found and published is filled in for the runs of an earlier release', async () => {
    const writer = await ProjectionWriter.connect({ databaseUrl: postgres.url });
    const history = new FactHistory();
    for (const event of straight) history.play({ lane: 1, event, message: 'done' });
    await writeFacts(writer, history.facts);
    await writer.release();
    const source = await createDataSource(postgres.url).initialize();
    const digests = (): Promise<unknown> => source.query('SELECT tasks_digest, head_sha FROM spec_workflow_runs');
    try {
      const before = await digests();
      expect(before).toEqual([{ tasks_digest: expect.stringMatching(/./), head_sha: expect.stringMatching(/./) }]);
      for (const _ of all.slice(-2)) await source.undoLastMigration();
      expect(await migrate(postgres.url)).toEqual(all.slice(-2));
      expect(await digests()).toEqual(before);
    } finally {
      await source.destroy();
    }
  });

  test('every migration can be taken back', async () => {
    const source = await createDataSource(postgres.url).initialize();
    try {
      for (const _ of all) await source.undoLastMigration();
      const rows = new ReadModel({ databaseUrl: postgres.url });
      await expect(rows.cursor()).rejects.toThrow(ReadModelUnavailable);
      await rows.close();
    } finally {
      await source.destroy();
    }
    expect(await migrate(postgres.url)).toEqual(all);
  });

  test('a database that is away is told at once, not after a long wait', async () => {
    await postgres.stop();
    const begun = Date.now();
    await expect(migrate(postgres.url)).rejects.toThrow(ReadModelUnavailable);
    expect(Date.now() - begun).toBeLessThan(15_000);
    await postgres.restart();
  });
});
