import { InMemoryRunLog } from '#bus';
import type { Run } from '#contracts';
import { evolve } from '#domain';
import { Redactor, createLogger } from '#platform';
import { ReadModelUnavailable, type ReadModel } from '#read-model';
import { otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import type { ApiProblem } from '../problems/api-problem';
import { answer } from '../stage-facts.fixture';
import { RunBoard } from './run-board';
import { RunReader } from './run-reader';

let log: InMemoryRunLog;
let reach: number | undefined;
let board: RunBoard;

/** Rows that have the stream up to `reach`; undefined when PostgreSQL is away. */
const rows = {
  cursor: async () => reached(),
  findRun: async (id: string) => runAt(id, reached()),
  loadRuns: async (ids: readonly string[]) => new Map(ids.flatMap((id) => { const run = runAt(id, reached()); return run ? [[id, run] as const] : []; })),
  listRuns: async () => ({ runs: [runAt(runId, reached())].filter((run) => run !== undefined), nextCursor: null }),
} as unknown as ReadModel;
function reached(): number {
  if (reach === undefined) throw new ReadModelUnavailable({ cause: 'away' });
  return reach;
}
function runAt(id: string, sequence: number): Run | undefined {
  return log.all().filter((one) => one.fact.runId === id && one.sequence <= sequence).reduce<Run | undefined>(evolve, undefined);
}

async function open(at: number | undefined): Promise<RunReader> {
  reach = at;
  board = await RunBoard.open({
    log, rows, logger: createLogger({ service: 'gateway', worker: 'test', level: 'fatal', redactor: new Redactor([]) }),
    news: { follow: async () => ({ stop: async () => undefined }) },
  });
  await board.tail.reached((await log.state()).lastSequence, 1000);
  return new RunReader(board, rows, log);
}

beforeEach(async () => {
  log = new InMemoryRunLog();
  await log.append(requested(), { expectedSequence: 0 });
  await answer(log, runId, { stage: 'discover', state: 'succeeded', next: 'submit' });
  await answer(log, runId, { stage: 'submit', state: 'succeeded', next: 'apply' });
});
afterEach(() => board.close());

test.each([0, 1, 2, 3])('a run is whole when the rows have %d of its 3 facts', async (at) => {
  expect(await (await open(at)).find(runId)).toEqual(runAt(runId, 3));
});

test('a run is whole when PostgreSQL was away at the start, is away still, or is back and behind', async () => {
  const reader = await open(undefined);
  expect(await reader.find(runId)).toEqual(runAt(runId, 3));
  reach = 1;
  await answer(log, runId, { stage: 'apply', state: 'succeeded', next: 'publish' });
  await board.tail.reached(4, 1000);
  expect(await reader.find(runId)).toEqual(runAt(runId, 4));
});

test('lists answer 503 as long as facts between rows and tail are missing', async () => {
  const reader = await open(undefined);
  reach = 1;
  expect(await reader.list({ limit: 5 }).catch((error: unknown) => (error as ApiProblem).parts)).toMatchObject({ status: 503, code: 'read_model.behind', retryAfterSeconds: 5 });
  reach = 3;
  await board.followRows();
  expect(await reader.list({ limit: 5 })).toEqual({ runs: [runAt(runId, 3)], nextCursor: null });
});

test('a run of the rows is shown while the bus is away', async () => {
  const reader = await open(3);
  log.lastOfRun = () => Promise.reject(new Error('away'));
  expect(await reader.find(runId)).toEqual(runAt(runId, 3));
  expect(await reader.find(otherRunId).catch((error: unknown) => (error as ApiProblem).parts)).toMatchObject({ status: 503, code: 'bus.unavailable' });
});

test('a run that nobody asked for is unknown, unless the rows that may know it are away', async () => {
  const reader = await open(3);
  expect(await reader.find(otherRunId)).toBeUndefined();
  reach = undefined;
  expect(await reader.find(otherRunId).catch((error: unknown) => (error as ApiProblem).parts)).toMatchObject({ status: 503, code: 'read_model.unavailable' });
});

test('the news of a run that has moved on is not shown', async () => {
  const reader = await open(3);
  board.news.put({ runId, stage: 'submit', kind: 'progress', attempt: 1, trigger: 2, at: '2026-01-01T00:01:00.000Z', worker: 'w', message: 'late' });
  expect(await reader.find(runId)).toEqual(runAt(runId, 3));
});
