// From a real stream to real rows, whoever dies, waits or stands by.
import fc from 'fast-check';
import { factVersion, type StoredFact } from '#contracts';
import { ProjectionWriter } from '#read-model';
import { FactHistory, factHistories, straight } from '../../../libs/read-model/test/fact-histories';
import { startNats, startPostgres, type TestNats } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { TestRows, TestStream } from './projection.fixture';
import { ProjectionState } from './projection-state';
import { ProjectionTurn, type ProjectionLog } from './projection-turn';
import { Projector, defaultProjectorOptions, type ProjectorOptions } from './projector';

let nats: TestNats;
let stream: TestStream;
let rows: TestRows;
let projectors: Projector[];
let said: string[];

beforeAll(async () => {
  [nats, rows] = await Promise.all([startNats(), startPostgres().then((postgres) => new TestRows(postgres))]);
  stream = await TestStream.on(nats.url);
  await rows.empty();
});
afterAll(async () => {
  await stream.connection.close();
  await Promise.all([nats.dispose(), rows.dispose()]);
});
beforeEach(async () => {
  projectors = [];
  said = [];
  await Promise.all([stream.empty(), rows.truncate()]);
});
afterEach(() => Promise.all(projectors.map((projector) => projector.stop())));

function start(options: Partial<ProjectorOptions> = {}): Projector {
  const say = (_about: object, message: string): void => { said.push(message); };
  const logger: ProjectionLog = { info: say, warn: say, error: say };
  const projector = new Projector(stream.log, { ...defaultProjectorOptions, databaseUrl: rows.postgres.url, standbyMilliseconds: 20, longestBackoffMilliseconds: 250, ...options }, logger);
  projectors.push(projector);
  projector.start();
  return projector;
}

const happens = (what: string, check: () => Promise<boolean> | boolean): Promise<unknown> => until(what, async () => await check() || undefined, 30_000);
const written = (sequence: number): Promise<unknown> => happens(`the rows reach ${sequence}`, async () => (await rows.model.cursor().catch(() => -1)) >= sequence);
const historyOfRuns = (runs: number): StoredFact[] => {
  const history = new FactHistory();
  for (const event of straight) for (let lane = 0; lane < runs; lane += 1) history.play({ lane, event, message: 'done' });
  return history.facts;
};

test('what is in the stream and what comes becomes rows', async () => {
  await fc.assert(fc.asyncProperty(factHistories(), async (facts) => {
    await Promise.all([stream.empty(), rows.truncate()]);
    const half = Math.floor(facts.length / 2);
    await stream.store(facts.slice(0, half));
    const projector = start();
    await stream.store(facts.slice(half));
    await written(facts.length);
    await projector.stop();
    await rows.expectFoldOf(facts);
  }), { numRuns: 10 });
}, 120_000);

test('a turn that is told to stop before it begins ends at once', async () => {
  const writer = await ProjectionWriter.connect({ databaseUrl: rows.postgres.url });
  const silent: ProjectionLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await new ProjectionTurn({ ...defaultProjectorOptions, log: stream.log, writer, state: new ProjectionState(), logger: silent }).play(AbortSignal.abort());
  await writer.release();
}, 10_000);

test('of two projectors one works; when it stops the other takes over and the rows are right', async () => {
  const facts = historyOfRuns(20);
  const [first, second] = [start(), start()];
  await happens('one projects and one stands by', () => [first, second].map(({ state }) => state.role).sort().join() === 'projecting,standby');
  const [working, standing] = first.state.role === 'projecting' ? [first, second] : [second, first];
  await stream.store(facts.slice(0, 60));
  await written(60);
  expect(standing.state.facts).toBe(0);
  await working.stop();
  await stream.store(facts.slice(60));
  await written(facts.length);
  expect(standing.state.facts).toBe(facts.length - 60);
  await rows.expectFoldOf(facts);
});

test('a writer that loses its connection again and again, between replicas, loses and doubles nothing', async () => {
  const facts = historyOfRuns(60);
  start({ batchSize: 7, paceMilliseconds: 0 });
  start({ batchSize: 11, paceMilliseconds: 0 });
  const storing = stream.store(facts);
  for (let cut = 1; cut <= 12; cut += 1) {
    await written(cut * 20);
    await rows.breakWriter();
  }
  await storing;
  await written(facts.length);
  await rows.expectFoldOf(facts);
}, 60_000);

test('a projector that has nothing to do notices that it lost its connection, and takes the lock again', async () => {
  const projector = start();
  await happens('it projects', () => projector.state.role === 'projecting');
  await rows.breakWriter();
  await happens('it projects again', () => said.filter((message) => message === 'projecting').length === 2);
});

test('a PostgreSQL that is killed and comes back finds everything that happened meanwhile', async () => {
  const facts = historyOfRuns(20);
  const projector = start();
  await stream.store(facts.slice(0, 50));
  await written(50);
  await rows.postgres.kill();
  await stream.store(facts.slice(50));
  await happens('the projector waits', () => projector.state.role === 'waiting');
  expect(projector.state.trouble).toContain('the read model cannot be reached');
  await rows.postgres.restart();
  await written(facts.length);
  expect(projector.state).toMatchObject({ role: 'projecting', trouble: undefined, cursor: facts.length });
  await rows.expectFoldOf(facts);
}, 60_000);

test('a database that was replaced by an empty one gets its tables again, and its rows from the stream', async () => {
  const facts = historyOfRuns(10);
  start();
  await stream.store(facts.slice(0, 40));
  await written(40);
  await rows.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await stream.store(facts.slice(40));
  await written(facts.length);
  expect(said).toContain('the tables were gone and were made again');
  await rows.expectFoldOf(facts);
}, 60_000);

test('a NATS that is killed and comes back is followed from where it was left', async () => {
  const facts = historyOfRuns(10);
  start();
  await stream.store(facts.slice(0, 30));
  await written(30);
  await nats.kill();
  await nats.restart();
  await happens('NATS is back', () => stream.log.state().then(() => true, () => false));
  await stream.store(facts.slice(30));
  await written(facts.length);
  await rows.expectFoldOf(facts);
}, 60_000);

test('a message that is no fact is left out, said, and stops nobody', async () => {
  const [first, ...others] = historyOfRuns(1);
  await stream.store([first as StoredFact]);
  await stream.storeRaw('run.acme~web~x.00000000-0000-7000-8000-000000000000.submit.succeeded.apply', 'not JSON');
  await stream.store(others);
  const projector = start();
  await written(others.length + 2);
  expect(projector.state.unreadable).toBe(1);
  expect(said).toContain('a message of the stream cannot be read and is left out');
  expect(await rows.model.findRun((first as StoredFact).fact.runId)).toMatchObject({ status: 'succeeded', lastSequence: 8 });
});

test('a fact of a newer release is left to a newer replica: nothing after it is written and the lock is given back', async () => {
  const facts = historyOfRuns(1);
  const third = facts[2] as StoredFact;
  await stream.store(facts.slice(0, 2));
  await stream.storeRaw(`run.${third.fact.lane}.${third.fact.runId}.submit.intended.none`, JSON.stringify({ ...third.fact, v: factVersion + 1 }));
  await stream.store(facts.slice(3));
  const projector = start({ longestBackoffMilliseconds: 60_000 });
  await happens('the projector waits', () => projector.state.role === 'waiting');
  expect(projector.state.trouble).toContain('needs a newer release');
  expect(await rows.model.cursor()).toBe(2);
  expect(await rows.sql("SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'")).toEqual([{ locks: 0 }]);
});

test('a stream that ends before the cursor is not projected, and the operator is told what to do', async () => {
  await stream.store(historyOfRuns(1));
  await rows.sql('UPDATE projection_cursor SET sequence = 1000');
  const projector = start();
  await happens('the projector waits', () => projector.state.role === 'waiting');
  expect(projector.state.trouble).toContain('--rebuild');
  expect(await rows.model.factsAfter({ after: 0, limit: 1 })).toEqual([]);
});

test('after a rebuild in between nobody goes on with what it remembers', async () => {
  const facts = historyOfRuns(2);
  const projector = start();
  await stream.store(facts.slice(0, 6));
  await written(6);
  await rows.sql("UPDATE projection_cursor SET generation = generation + 1; UPDATE spec_workflow_runs SET notes = 'from the rebuild'");
  await stream.store(facts.slice(6));
  await written(facts.length);
  const notes = (await rows.model.listRuns({}, { limit: 10 })).runs.map((run) => run.notes);
  expect(notes).toEqual(['from the rebuild', 'from the rebuild']);
  expect(projector.state.role).toBe('projecting');
});
