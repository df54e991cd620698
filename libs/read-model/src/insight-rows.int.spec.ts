// The numbers are those that one would count by hand, and feedback outlives a rebuild.
import { Client } from 'pg';
import type { StoredFact } from '#contracts';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { FactHistory, straight, type Event } from '../test/fact-histories';
import { insertManyRuns } from '../test/many-runs';
import { writeFacts } from '../test/write-facts';
import { migrate } from './data-source';
import { FoldedCopy } from './folded-copy';
import { ProjectionWriter } from './projection-writer';
import { ReadModel } from './read-model';

let postgres: TestServer;
let client: Client;
let rows: ReadModel;
let writer: ProjectionWriter;
let facts: StoredFact[];
let history: FactHistory;
const start = Date.UTC(2030, 0, 1);
const from = new Date(start - 24 * 3600_000);
const to = new Date(start + 24 * 3600_000);
const objectives = { 'next-phase': 15, specify: 20 };

beforeAll(async () => { postgres = await startPostgres(); });
afterAll(() => postgres.dispose());
beforeEach(async () => {
  client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await migrate(postgres.url);
  rows = new ReadModel({ databaseUrl: postgres.url });
  writer = await ProjectionWriter.connect({ databaseUrl: postgres.url });
  history = new FactHistory();
  facts = [];
});
afterEach(async () => {
  await rows.close();
  await writer.release();
  await client.end();
});

/** Plays events in a lane; each fact is a minute after the one before, `pause` minutes first. */
let minute = 0;
function play(lane: number, events: readonly Event[], pause = 0): StoredFact[] {
  const known = history.facts.length;
  for (const event of events) history.play({ lane, event, message: 'done' });
  minute += pause;
  const added = history.facts.slice(known).map(({ sequence, fact }) => {
    minute += 1;
    const at = new Date(start + minute * 60_000).toISOString();
    return { sequence, fact: { ...fact, at, ...(fact.startedAt ? { startedAt: new Date(start + (minute - 0.5) * 60_000).toISOString() } : {}) } };
  });
  facts.push(...added);
  return added;
}

describe('over runs of every kind', () => {
  beforeEach(async () => {
    minute = 0;
    play(0, straight);
    play(1, ['request', 'fail']);
    play(1, ['retry', 'succeed', 'fail'], 9);
    play(1, ['request'], 29);
    play(2, ['request', 'cancel']);
    play(4, ['request', 'no_work']);
    await writeFacts(writer, facts);
  });

  test('runs are counted by day and outcome, on days without runs too', async () => {
    const none = { succeeded: 0, failed: 0, cancelled: 0, noWork: 0, open: 0 };
    expect(await rows.insight.perDay(from, to)).toEqual([
      { day: '2029-12-31', ...none }, { day: '2030-01-01', succeeded: 1, failed: 1, cancelled: 1, noWork: 1, open: 1 }, { day: '2030-01-02', ...none },
    ]);
  });

  test('the time to the pull request is from the first fact to the one of publish', async () => {
    const published = facts.find(({ fact }) => fact.stage === 'publish' && fact.state === 'succeeded');
    const took = (Date.parse(published?.fact.at ?? '') - Date.parse(facts[0]?.fact.at ?? '')) / 60_000;
    expect(await rows.insight.toPullRequest(from, objectives)).toEqual([{ workflow: 'next-phase', runs: 1, p50Minutes: took, p95Minutes: took, within: 1 }]);
    expect(await rows.insight.toPullRequest(from, { ...objectives, 'next-phase': took - 1 })).toMatchObject([{ within: 0 }]);
    expect(await rows.insight.toPullRequest(to, objectives)).toEqual([]);
  });

  test('working and waiting are told apart by stage', async () => {
    const finalize = (await rows.insight.byStage(from)).find(({ stage }) => stage === 'finalize');
    expect(finalize).toEqual({ stage: 'finalize', attempts: 1, workingMinutes: 0.5, agentMinutes: 0, waitingMinutes: 0.5, p50WorkingMinutes: 0.5, p95WorkingMinutes: 0.5 });
  });

  test('what a stage waited for its agent is no work of it', async () => {
    const applied = facts.find(({ fact }) => fact.stage === 'apply' && fact.state === 'succeeded');
    const waited = play(5, straight).map(({ sequence, fact }) => ({ sequence, fact: fact.stage === 'apply' ? { ...fact, waitedMs: 24_000 } : fact }));
    await writeFacts(writer, waited);
    const apply = (await rows.insight.byStage(from)).find(({ stage }) => stage === 'apply');
    expect(applied?.fact.waitedMs).toBeUndefined();
    expect(apply).toMatchObject({ attempts: 2, workingMinutes: expect.closeTo(0.6, 6), agentMinutes: expect.closeTo(0.4, 6), p50WorkingMinutes: expect.closeTo(0.3, 6) });
  });

  test('failure codes are ranked by how often they came', async () => {
    expect(await rows.insight.byFailure(from)).toEqual([{ code: 'worker.broke', failures: 2, runs: 1, lastAt: facts.filter(({ fact }) => fact.state === 'failed').at(-1)?.fact.at }]);
  });

  test('operators have acted seven times, and a failed run has waited twice until somebody did', async () => {
    expect(await rows.insight.operators(from)).toEqual({ actions: 7, waitedMinutes: 10 + 30, phases: 1 });
  });
});

test('feedback is one of each operator and run, newest first, and is counted', async () => {
  const [{ fact: { runId } }] = play(1, ['request', 'fail']) as [StoredFact];
  await rows.feedback.save(runId, 'ada', { enough: false, note: 'Which branch?' }, new Date(start));
  await rows.feedback.save(runId, 'ada', { enough: true }, new Date(start + 2));
  await rows.feedback.save(runId, 'bob', { enough: false, note: 'x' }, new Date(start + 1));
  expect(await rows.feedback.ofRun(runId)).toEqual([
    { principal: 'ada', enough: true, note: null, at: new Date(start + 2).toISOString() }, { principal: 'bob', enough: false, note: 'x', at: new Date(start + 1).toISOString() },
  ]);
  expect(await rows.insight.feedback(from)).toEqual({ yes: 1, no: 1 });
  expect(await rows.insight.feedback(to)).toEqual({ yes: 0, no: 0 });
});

test('a rebuild neither compares nor changes feedback', async () => {
  const [{ fact: { runId } }] = play(1, ['request', 'fail']) as [StoredFact];
  await writeFacts(writer, facts);
  await rows.feedback.save(runId, 'ada', { enough: true }, new Date(start));
  const copy = await FoldedCopy.open({ databaseUrl: postgres.url });
  const bounds = { firstSequence: 1, lastSequence: facts.length };
  const catchUp = () => writeFacts(copy.writer, facts);
  expect((await copy.compared(bounds, 10, catchUp)).count).toBe(0);
  expect(await copy.applied(bounds, async () => undefined)).toBe(0);
  await copy.close();
  expect(await rows.feedback.ofRun(runId)).toHaveLength(1);
});

test('the numbers of 10,000 runs take less than two seconds', async () => {
  await insertManyRuns(client, 20_000);
  const month = new Date(Date.now() - 30 * 24 * 3600_000);
  const asked = async (): Promise<number> => {
    const begun = performance.now();
    const days = await rows.insight.perDay(month, new Date());
    await rows.insight.toPullRequest(month, objectives);
    await rows.insight.byStage(month);
    await rows.insight.byFailure(month);
    const { actions } = await rows.insight.operators(month);
    expect([days.length, actions > 9000]).toEqual([31, true]);
    return performance.now() - begun;
  };
  // The quickest of three: the machine has other work.
  expect(Math.min(await asked(), await asked(), await asked())).toBeLessThan(2000);
}, 60_000);
