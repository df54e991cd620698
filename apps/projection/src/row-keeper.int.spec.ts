// Whatever the facts and however they are cut into batches, the rows are their fold.
import fc from 'fast-check';
import type { StoredFact } from '#contracts';
import { ProjectionWriter } from '#read-model';
import { factHistories, FactHistory, straight } from '../../../libs/read-model/test/fact-histories';
import { startPostgres } from '../../../tools/stack/test-infrastructure';
import { TestRows } from './projection.fixture';
import { RowKeeper } from './row-keeper';
import { RunCache } from './run-cache';

let rows: TestRows;
let writer: ProjectionWriter;

beforeAll(async () => {
  rows = new TestRows(await startPostgres());
  await rows.empty();
  writer = await ProjectionWriter.connect({ databaseUrl: rows.postgres.url });
});
afterAll(async () => {
  await writer.release();
  await rows.dispose();
});
beforeEach(() => rows.truncate());

const keeperAt = async (cache?: RunCache): Promise<RowKeeper> => new RowKeeper(writer, await writer.cursor(), () => new Date('2030-01-01T00:00:00Z'), cache);
const tables = ['spec_workflow_runs', 'spec_workflow_task_states', 'workflow_artifacts', 'workflow_credential_audits', 'run_facts', 'projection_faults'];
const everything = async (): Promise<unknown> => Promise.all(tables.map((table) => rows.sql(`SELECT to_jsonb(t) - 'recorded_at' AS row FROM ${table} t ORDER BY 1`)));
const straightRun = (lane = 1): StoredFact[] => {
  const history = new FactHistory();
  for (const event of straight) history.play({ lane, event, message: 'done' });
  return history.facts;
};

test('rows equal fold, for random histories, batch sizes and caches of any size', async () => {
  await fc.assert(fc.asyncProperty(factHistories(), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 }), async (facts, size, cached) => {
    await rows.truncate();
    const keeper = await keeperAt(new RunCache(cached));
    for (let at = 0; at < facts.length; at += size) await keeper.keep(facts.slice(at, at + size));
    await rows.expectFoldOf(facts);
  }), { numRuns: 40 });
}, 120_000);

test('one batch leaves the same rows, byte by byte, as one fact at a time', async () => {
  await fc.assert(fc.asyncProperty(factHistories({ maximum: 60 }), async (facts) => {
    await rows.truncate();
    await (await keeperAt()).keep(facts);
    const together = await everything();
    await rows.truncate();
    for (const stored of facts) await (await keeperAt()).keep([stored]);
    expect(await everything()).toEqual(together);
  }), { numRuns: 10 });
}, 120_000);

test('a fact that PostgreSQL will not take becomes a fault, and the others of its batch are written', async () => {
  const facts = straightRun();
  const spoilt = facts.with(3, { sequence: 4, fact: { ...(facts[3] as StoredFact).fact, at: '0000-01-01T00:00:00.000Z' } });
  const keeper = await keeperAt();
  const { faults } = await keeper.keep([...spoilt, { sequence: 8, fact: undefined }]);
  expect(faults).toMatchObject([{ sequence: 4, reason: expect.stringContaining('date/time field value out of range') }]);
  expect(await rows.sql('SELECT sequence::int FROM projection_faults')).toEqual([{ sequence: 4 }]);
  expect((await rows.model.factsAfter({ after: 0, limit: 10 })).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 5, 6, 7]);
  expect(await rows.model.findRun((facts[0] as StoredFact).fact.runId)).toMatchObject({ status: 'succeeded', prNumber: expect.any(Number) });
  expect(await rows.model.cursor()).toBe(8);
});

test('messages that cannot be read move the cursor and nothing else', async () => {
  const keeper = await keeperAt();
  await keeper.keep([{ sequence: 1, fact: undefined }, { sequence: 2, fact: undefined }]);
  expect(await rows.model.cursor()).toBe(2);
  expect(await rows.model.factsAfter({ after: 0, limit: 1 })).toEqual([]);
});

test('facts that were written already change nothing when they come again under a cursor set back', async () => {
  const facts = straightRun();
  await (await keeperAt()).keep(facts);
  const before = await everything();
  await rows.sql('UPDATE projection_cursor SET sequence = 3');
  await (await keeperAt()).keep(facts.slice(3));
  expect(await everything()).toEqual(before);
});

test('a run that was written a moment ago is not read again', async () => {
  const facts = straightRun();
  const read: string[] = [];
  const load = writer.load.bind(writer);
  writer.load = (ids) => { read.push(...ids); return load(ids); };
  const keeper = await keeperAt();
  for (const stored of facts) await keeper.keep([stored]);
  writer.load = load;
  expect(read).toEqual([(facts[0] as StoredFact).fact.runId]);
});
