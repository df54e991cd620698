// What is written is what is read, page by page, and trouble has a name.
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import type { Run, StoredFact } from '#contracts';
import { evolve } from '#domain';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { FactHistory, straight, type Event } from '../test/fact-histories';
import { batchOf, writeFacts } from '../test/write-facts';
import { migrate } from './data-source';
import { ProjectionWriter } from './projection-writer';
import { ReadModel } from './read-model';
import { BadPageCursor, CursorMoved, ReadModelUnavailable, RowsRefused } from './read-model-errors';

let postgres: TestServer;
let rows: ReadModel;
let writer: ProjectionWriter;
let history: FactHistory;

const play = (lane: number, ...events: Event[]): StoredFact[] => {
  const before = history.facts.length;
  for (const event of events) history.play({ lane, event, message: 'done' });
  return history.facts.slice(before);
};
const fold = (facts: readonly StoredFact[]): Run => facts.reduce<Run | undefined>(evolve, undefined) as Run;
const idsOf = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);

beforeAll(async () => { postgres = await startPostgres(); });
afterAll(() => postgres.dispose());
beforeEach(async () => {
  await onDatabase(postgres.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await migrate(postgres.url);
  rows = new ReadModel({ databaseUrl: postgres.url });
  writer = await ProjectionWriter.connect({ databaseUrl: postgres.url });
  history = new FactHistory();
});
afterEach(async () => {
  await rows.close();
  await writer.release();
});

describe('a batch', () => {
  test('is read back as the runs, facts and artifacts that it was made of', async () => {
    const facts = play(1, ...straight);
    await writeFacts(writer, facts);
    const run = fold(facts);
    expect(await rows.findRun(run.id)).toEqual(run);
    expect(await rows.factsAfter({ after: 0, limit: 100 })).toEqual(facts);
    expect(await rows.cursor()).toBe(facts.length);
    const [artifact] = run.artifacts;
    expect(await rows.findArtifact(run.id, artifact?.id ?? '')).toEqual(artifact);
  });

  test('is refused as a whole when the cursor is not where it begins', async () => {
    const first = play(1, 'request');
    await writeFacts(writer, first);
    const stale = batchOf(play(2, 'request'), { sequence: 0, generation: 0 });
    await expect(writer.saveBatch(stale)).rejects.toThrow(CursorMoved);
    await expect(writer.saveBatch({ ...stale, expected: { sequence: 1, generation: 7 } })).rejects.toThrow(CursorMoved);
    expect(await rows.factsAfter({ after: 0, limit: 10 })).toEqual(first);
    expect((await rows.listRuns({}, { limit: 10 })).runs).toHaveLength(1);
  });

  test('leaves nothing behind when one of its rows is refused', async () => {
    const [one] = play(1, 'request');
    const [other] = play(2, 'request');
    if (!one || !other) throw new Error('no facts');
    const impossible = { sequence: 2, fact: { ...other.fact, at: '0000-01-01T00:00:00.000Z' } };
    await expect(writer.saveBatch(batchOf([one, impossible], { sequence: 0, generation: 0 }))).rejects.toThrow(RowsRefused);
    expect(await rows.cursor()).toBe(0);
    expect((await rows.listRuns({}, { limit: 10 })).runs).toEqual([]);
  });

  test('has one writer at a time, and the next takes over when that one is gone', async () => {
    const standby = await ProjectionWriter.connect({ databaseUrl: postgres.url });
    expect(await writer.claim()).toBe(true);
    expect(await standby.claim()).toBe(false);
    await writer.release();
    await writer.lost;
    expect(await standby.claim()).toBe(true);
    await standby.release();
  });
});

describe('the list', () => {
  test('goes newest first through all runs, and none is shown twice or left out while others arrive', async () => {
    await writeFacts(writer, Array.from({ length: 25 }, (_, lane) => play(lane, 'request')).flat());
    const there = idsOf((await rows.listRuns({}, { limit: 200 })).runs);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor; page += 1) {
      const { runs, nextCursor } = await rows.listRuns({}, { cursor, limit: 4 });
      seen.push(...idsOf(runs));
      cursor = nextCursor ?? undefined;
      await writeFacts(writer, play(100 + page, 'request'));
    }
    expect(seen).toEqual(there);
    expect(new Set(seen).size).toBe(25);
  });

  test('tells apart runs of the same millisecond', async () => {
    const same = Array.from({ length: 9 }, (_, lane) => play(lane, 'request')).flat().map(({ sequence, fact }) => ({ sequence, fact: { ...fact, at: '2030-01-01T00:00:00.000Z' } }));
    await writeFacts(writer, same);
    const first = await rows.listRuns({}, { limit: 5 });
    const second = await rows.listRuns({}, { cursor: first.nextCursor ?? '', limit: 5 });
    expect(idsOf([...first.runs, ...second.runs])).toEqual(same.map(({ fact }) => fact.runId).sort().reverse());
    expect(second.nextCursor).toBeNull();
  });

  test('keeps to its filters, alone and together, whatever the case of the repository', async () => {
    await writeFacts(writer, [...play(1, 'request', 'fail'), ...play(2, 'request'), ...play(3, 'request', 'succeed')]);
    const list = async (filter: Parameters<ReadModel['listRuns']>[0]): Promise<string[]> => (await rows.listRuns(filter, { limit: 10 })).runs.map(({ featureKey }) => featureKey);
    expect(await list({ status: ['failed'] })).toEqual(['001-cart']);
    expect(await list({ repository: 'acme/WEB' })).toEqual(['003-cart', '001-cart']);
    expect(await list({ featureKey: '002-cart' })).toEqual(['002-cart']);
    expect(await list({ workflow: 'next-phase' })).toHaveLength(3);
    expect(await list({ workflow: 'specify' })).toEqual([]);
    expect(await list({ repository: 'acme/web', status: ['running'] })).toEqual(['003-cart']);
  });

  test('finds several statuses, failure codes, words anywhere, and nothing by the signs of a pattern', async () => {
    await writeFacts(writer, [...play(1, 'request', 'fail'), ...play(2, 'request'), ...play(3, 'request', 'succeed')]);
    const list = async (filter: Parameters<ReadModel['listRuns']>[0]): Promise<string[]> => (await rows.listRuns(filter, { limit: 10 })).runs.map(({ featureKey }) => featureKey);
    expect(await list({ status: ['failed', 'pending'] })).toEqual(['002-cart', '001-cart']);
    expect(await list({ failureCode: 'worker.broke' })).toEqual(['001-cart']);
    expect(await list({ failureCode: 'worker.' })).toEqual([]);
    expect(await list({ q: 'ACME' })).toEqual(['003-cart', '001-cart']);
    expect(await list({ q: 'jira-1' })).toEqual(['001-cart']);
    expect(await list({ q: 'phase 1' })).toEqual(['003-cart']);
    expect(await list({ q: 'specline/003-cart' })).toEqual(['003-cart']);
    expect(await list({ q: 'alice' })).toHaveLength(3);
    for (const q of ['%', '_', '\\', "'"]) expect(await list({ q })).toEqual([]);
  });

  test('shows and counts the runs that wait for a person: failed, and the last of their lane', async () => {
    const again = play(1, 'request', 'fail', 'request', 'fail');
    await writeFacts(writer, [...again, ...play(2, 'request', 'fail', 'request'), ...play(3, 'request', 'fail_for_now'), ...play(4, 'request', 'cancel')]);
    const { runs } = await rows.listRuns({ waiting: true }, { limit: 10 });
    expect(idsOf(runs)).toEqual([again[2]?.fact.runId]);
    const counted = async (...asked: Parameters<ReadModel['countRuns']>): Promise<Record<string, number[]>> => Object.fromEntries((await rows.countRuns(...asked)).map((one) => [one.status, [one.runs, one.waiting]]));
    expect(await counted({})).toEqual({ failed: [3, 1], pending: [1, 0], retrying: [1, 0], cancelled: [1, 0] });
    expect(await counted({ waiting: true })).toEqual({ failed: [1, 1] });
    expect(await counted({ repository: 'acme/web' })).toEqual({ failed: [2, 1], retrying: [1, 0] });
    expect(await counted({}, { runIds: [again[0]?.fact.runId ?? ''], lanes: [again[0]?.fact.lane ?? ''] })).toEqual({ failed: [2, 0], pending: [1, 0], retrying: [1, 0], cancelled: [1, 0] });
    expect(await counted({ waiting: true }, { runIds: [], lanes: [again[0]?.fact.lane ?? ''] })).toEqual({});
  });

  test('refuses a cursor that is none', async () => {
    await expect(rows.listRuns({}, { cursor: "' OR 1=1", limit: 5 })).rejects.toThrow(BadPageCursor);
  });
});

describe('single runs', () => {
  test('know the run that was started in their place', async () => {
    const facts = play(1, 'request', 'fail', 'request');
    await writeFacts(writer, facts);
    const [first, second] = [facts[0]?.fact.runId ?? '', facts[2]?.fact.runId ?? ''];
    expect(await rows.findRun(first)).toMatchObject({ restartOf: null, restartedAs: second });
    expect(await rows.findRun(second)).toMatchObject({ restartOf: first, restartedAs: null });
  });

  test('that are not there are undefined, and so are their artifacts', async () => {
    const nobody = '019a0000-0000-7000-8000-0000000000aa';
    expect(await rows.findRun(nobody)).toBeUndefined();
    expect(await rows.findArtifact(nobody, nobody)).toBeUndefined();
    expect((await rows.loadRuns([nobody])).size).toBe(0);
  });
});

describe('facts', () => {
  test('come back whole from any range, of one run or of all', async () => {
    const facts = [...play(1, ...straight), ...play(2, ...straight)];
    await writeFacts(writer, facts);
    const second = facts.filter(({ fact }) => fact.lane.endsWith('002-cart'));
    const runId = second[0]?.fact.runId;
    expect(await rows.factsAfter({ after: 3, upTo: 9, limit: 100 })).toEqual(facts.slice(3, 9));
    expect(await rows.factsAfter({ after: 9, limit: 2 })).toEqual(facts.slice(9, 11));
    expect(await rows.factsAfter({ runId, after: 10, limit: 100 })).toEqual(second.filter(({ sequence }) => sequence > 10));
    expect(await rows.factsAfter({ runId, after: 100, limit: 100 })).toEqual([]);
  });
});

describe('with PostgreSQL away', () => {
  test('every question ends as ReadModelUnavailable, and is answered when PostgreSQL is back', async () => {
    await writeFacts(writer, play(1, 'request'));
    expect(await rows.cursor()).toBe(1);
    await postgres.kill();
    await writer.lost;
    await expect(rows.cursor()).rejects.toThrow(ReadModelUnavailable);
    await expect(writer.cursor()).rejects.toThrow(ReadModelUnavailable);
    await expect(ProjectionWriter.connect({ databaseUrl: postgres.url })).rejects.toThrow(ReadModelUnavailable);
    await postgres.restart();
    // The writer does not wait for the disk: a kill may take the last batch, which is made again from the stream.
    expect([0, 1]).toContain(await rows.cursor());
  });

  test('a server that takes connections and says nothing costs two seconds', async () => {
    const silent = await silentServer();
    const asked = new ReadModel({ databaseUrl: `postgres://nobody@127.0.0.1:${(silent.address() as AddressInfo).port}/none` });
    const begun = Date.now();
    await expect(asked.cursor()).rejects.toThrow(ReadModelUnavailable);
    expect(Date.now() - begun).toBeLessThan(10_000);
    await asked.close();
    silent.close();
  });

  test('a statement that takes too long is given up', async () => {
    const impatient = new ReadModel({ databaseUrl: postgres.url, statementMilliseconds: 100 });
    const blocker = new Client({ connectionString: postgres.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE projection_cursor');
    await expect(impatient.cursor()).rejects.toThrow(ReadModelUnavailable);
    await blocker.end();
    await impatient.close();
  });
});

async function onDatabase(url: string, statements: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statements);
  await client.end();
}

async function silentServer(): Promise<Server> {
  const server = createServer((socket) => { socket.on('error', () => undefined); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return server;
}
