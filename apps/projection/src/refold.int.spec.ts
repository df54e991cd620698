// What the stream says, the rows can be checked against and brought to.
import fc from 'fast-check';
import type { RunLog } from '#bus';
import { factVersion, subjectOf, type StoredFact } from '#contracts';
import { CursorMoved, FoldedCopy, ProjectionWriter, ReadModelUnavailable } from '#read-model';
import { FactHistory, factHistories, straight } from '../../../libs/read-model/test/fact-histories';
import { startNats, startPostgres, type TestNats } from '../../../tools/stack/test-infrastructure';
import { maintain } from './maintenance';
import { TestRows, TestStream } from './projection.fixture';
import { fieldsOf, rebuildRows, verifyRows } from './refold';
import { RowKeeper } from './row-keeper';

let nats: TestNats;
let stream: TestStream;
let rows: TestRows;

beforeAll(async () => {
  [nats, rows] = await Promise.all([startNats(), startPostgres().then((postgres) => new TestRows(postgres))]);
  stream = await TestStream.on(nats.url);
  await rows.empty();
});
afterAll(async () => {
  await stream.connection.close();
  await Promise.all([nats.dispose(), rows.dispose()]);
});
beforeEach(() => Promise.all([stream.empty(), rows.truncate()]));

async function project(facts: readonly StoredFact[], size = 10): Promise<void> {
  const writer = await ProjectionWriter.connect({ databaseUrl: rows.postgres.url });
  const keeper = new RowKeeper(writer, await writer.cursor(), () => new Date());
  for (let at = 0; at < facts.length; at += size) await keeper.keep(facts.slice(at, at + size));
  await writer.release();
}
const verify = () => verifyRows(stream.log, rows.postgres.url);
const rebuild = () => rebuildRows(stream.log, rows.postgres.url);
const runsOf = (lanes: number): StoredFact[] => {
  const history = new FactHistory();
  for (const event of straight) for (let lane = 0; lane < lanes; lane += 1) history.play({ lane, event, message: 'done' });
  return history.facts;
};
/** Every kind of damage: a changed, a missing and a surplus row, in each table. */
const damage = `
  UPDATE spec_workflow_runs SET status = 'pending' WHERE id IN (SELECT id FROM spec_workflow_runs ORDER BY id LIMIT 1);
  DELETE FROM spec_workflow_runs WHERE id IN (SELECT id FROM spec_workflow_runs ORDER BY id DESC LIMIT 1);
  UPDATE spec_workflow_task_states SET payload = '{}', ordinal = ordinal + 100 WHERE task_name = 'submit';
  DELETE FROM workflow_artifacts WHERE artifact_type = 'codex_patch';
  UPDATE workflow_credential_audits SET codex_status = 'invalid';
  UPDATE run_facts SET payload = '{"v":1}' WHERE sequence % 5 = 0;
  DELETE FROM run_facts WHERE sequence % 7 = 0;`;

test('rows that were projected differ in nothing from the stream', async () => {
  await fc.assert(fc.asyncProperty(factHistories(), fc.integer({ min: 1, max: 20 }), async (facts, size) => {
    await Promise.all([stream.empty(), rows.truncate()]);
    await stream.store(facts);
    await project(facts, size);
    expect(await verify()).toEqual({ upTo: facts.length, count: 0, differences: [] });
  }), { numRuns: 6 });
}, 120_000);

test('a rebuild makes damaged rows what they were, and only writes what differs', async () => {
  const facts = runsOf(10);
  await stream.store(facts);
  await project(facts);
  await rows.sql(damage);
  const { count } = await verify();
  expect(count).toBeGreaterThan(20);
  expect(await rebuild()).toEqual({ upTo: facts.length, changed: count });
  await rows.expectFoldOf(facts);
  expect(await verify()).toMatchObject({ count: 0 });
});

test('a difference names the row and what each side says', async () => {
  const facts = runsOf(1);
  await stream.store(facts);
  await project(facts);
  await rows.sql("UPDATE spec_workflow_runs SET status = 'running'");
  const { count, differences: [difference] } = await verify();
  expect(count).toBe(1);
  expect(difference && fieldsOf(difference)).toEqual({ status: { rows: '"running"', facts: '"succeeded"' } });
});

test('what the rows do not have yet is no difference', async () => {
  const facts = runsOf(3);
  await stream.store(facts);
  await project(facts.slice(0, 10));
  expect(await verify()).toMatchObject({ upTo: 10, count: 0 });
  expect(await rebuild()).toEqual({ upTo: 10, changed: 0 });
});

test('what is projected while the copy is made is part of the comparison', async () => {
  const facts = runsOf(3);
  await stream.store(facts);
  await project(facts.slice(0, 10));
  let asked = 0;
  const log = Object.assign(Object.create(stream.log) as RunLog, {
    state: async () => {
      asked += 1;
      if (asked === 2) await project(facts.slice(10));
      return stream.log.state();
    },
  });
  expect(await verifyRows(log, rows.postgres.url)).toEqual({ upTo: facts.length, count: 0, differences: [] });
});

test('a stream that a newer release has written to is left to that release, as far as the rows reach', async () => {
  const facts = runsOf(1);
  const newer = { ...(facts[2] as StoredFact).fact, v: factVersion + 1 };
  await stream.store(facts.slice(0, 2));
  await stream.storeRaw(subjectOf(newer), JSON.stringify(newer));
  await project(facts.slice(0, 2));
  expect(await verify()).toMatchObject({ upTo: 2, count: 0 });
  await rows.sql('UPDATE projection_cursor SET sequence = 3');
  await expect(verify()).rejects.toThrow('needs a newer release');
  await expect(rebuild()).rejects.toThrow('needs a newer release');
});

test('a run that no fact speaks of is a difference, and a rebuild removes it', async () => {
  const facts = runsOf(2);
  await stream.store(facts);
  await project(facts);
  await rows.sql("INSERT INTO spec_workflow_runs SELECT (jsonb_populate_record(r, '{\"id\": \"00000000-0000-7000-8000-00000000ffff\"}')).* FROM spec_workflow_runs r LIMIT 1");
  expect((await verify()).count).toBe(1);
  await rebuild();
  await rows.expectFoldOf(facts);
});

test('rows whose facts have aged out stay, and runs that began before the stream keep what they have', async () => {
  const history = new FactHistory();
  for (const event of straight) history.play({ lane: 9, event, message: 'gone' });
  for (const event of straight) for (const lane of [1, 2]) history.play({ lane, event, message: 'cut' });
  const old = history.facts.length;
  for (const event of straight) history.play({ lane: 5, event, message: 'whole' });
  await stream.store(history.facts);
  await project(history.facts);
  const before = await rows.sql(`SELECT to_jsonb(r) AS row FROM spec_workflow_runs r WHERE last_sequence <= ${old} ORDER BY id`);
  await stream.forgetBefore(10);
  expect(await verify()).toMatchObject({ count: 0 });
  await rows.sql(`UPDATE spec_workflow_runs SET status = 'pending' WHERE last_sequence > ${old}`);
  expect(await rebuild()).toMatchObject({ changed: 1 });
  expect(before).toHaveLength(3);
  expect(await rows.sql(`SELECT to_jsonb(r) AS row FROM spec_workflow_runs r WHERE last_sequence <= ${old} ORDER BY id`)).toEqual(before);
  await rows.expectFoldOf(history.facts);
});

test('after a stream has lost its end the rebuilt rows follow the stream again', async () => {
  const facts = runsOf(3);
  await stream.store(facts.slice(0, 12));
  await project(facts);
  await rebuild();
  expect(await rows.model.cursor()).toBe(12);
  await rows.expectFoldOf(facts.slice(0, 12));
});

test('a fact that cannot be written is a fault in the rebuilt rows too, and the rest is rebuilt', async () => {
  const facts = runsOf(3);
  const spoilt = facts.with(5, { sequence: 6, fact: { ...(facts[5] as StoredFact).fact, at: '0000-01-01T00:00:00.000Z' } });
  await stream.store(spoilt);
  await project(spoilt);
  await rows.sql('DELETE FROM projection_faults; DELETE FROM workflow_artifacts');
  expect((await rebuild()).changed).toBe(21);
  expect(await rows.sql('SELECT sequence::int FROM projection_faults')).toEqual([{ sequence: 6 }]);
  expect(await verify()).toMatchObject({ count: 0 });
});

describe('while rows are exchanged', () => {
  let copy: FoldedCopy;
  beforeEach(async () => { copy = await FoldedCopy.open({ databaseUrl: rows.postgres.url }); });
  afterEach(() => copy.close());

  test('a projector that goes on waits, and then begins again at the cursor', async () => {
    const facts = runsOf(2);
    await stream.store(facts);
    await project(facts.slice(0, 6));
    const writer = await ProjectionWriter.connect({ databaseUrl: rows.postgres.url, statementMilliseconds: 200 });
    const keeper = new RowKeeper(writer, await writer.cursor(), () => new Date());
    await copy.applied(await stream.log.state(), async () => {
      await expect(keeper.keep(facts.slice(6, 8))).rejects.toThrow(ReadModelUnavailable);
    });
    await expect(keeper.keep(facts.slice(6, 8))).rejects.toThrow(CursorMoved);
    await writer.release();
  });

  test('a fact that cannot be written takes nothing with it', async () => {
    const facts = runsOf(1);
    const spoilt = facts.with(5, { sequence: 6, fact: { ...(facts[5] as StoredFact).fact, at: '0000-01-01T00:00:00.000Z' } });
    await stream.store(spoilt);
    await project(spoilt);
    const keeper = new RowKeeper(copy.writer, await copy.writer.cursor(), () => new Date());
    const { count } = await copy.compared(await stream.log.state(), 10, async () => { await keeper.keep(spoilt); });
    expect(count).toBe(0);
  });
});

test('the command says with its exit code whether rows differ', async () => {
  const said: string[] = [];
  const say = (_about: object, message: string): void => { said.push(message); };
  const run = (task: 'verify' | 'rebuild'): Promise<number> => maintain(task, stream.log, rows.postgres.url, { info: say, warn: say, error: say });
  const facts = runsOf(1);
  await stream.store(facts);
  await project(facts);
  expect(await run('verify')).toBe(0);
  await rows.sql("UPDATE spec_workflow_runs SET status = 'running'");
  expect(await run('verify')).toBe(1);
  expect(await run('rebuild')).toBe(0);
  expect(await run('verify')).toBe(0);
  expect(said).toEqual([
    'the rows are what the stream says', 'a row differs from the stream', 'rows differ from the stream: --rebuild makes them equal', 'the rows are rebuilt', 'the rows are what the stream says',
  ]);
});
