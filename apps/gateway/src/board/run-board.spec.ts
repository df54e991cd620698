import { InMemoryRunLog } from '#bus';
import type { News, Run } from '#contracts';
import { evolve } from '#domain';
import { createLogger, Redactor } from '#platform';
import { otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { answer, failRun } from '../stage-facts.fixture';
import { RunBoard } from './run-board';

let log: InMemoryRunLog;
let cursor: number | undefined;
/** What each question for the cursor waits for, the first question first. */
let held: Promise<void>[];
let board: RunBoard;
let tell: (news: News) => void;

async function open(): Promise<void> {
  board = await RunBoard.open({
    log, logger: createLogger({ service: 'gateway', worker: 'test', level: 'fatal', redactor: new Redactor([]) }),
    rows: {
      cursor: async () => {
        const answered = cursor;
        await held.shift();
        if (answered === undefined) throw new Error('away');
        return answered;
      },
    },
    news: { follow: async (onNews) => { tell = onNews; return { stop: async () => undefined }; } },
  });
}
/** The run as rows that reach `upTo` have it. */
async function rowOf(id: string, upTo: number): Promise<Run | undefined> {
  return (await log.factsOfRun(id)).filter(({ sequence }) => sequence <= upTo).reduce<Run | undefined>(evolve, undefined);
}
const discovered = () => answer(log, runId, { stage: 'discover', state: 'succeeded', next: 'submit' });

beforeEach(async () => {
  log = new InMemoryRunLog();
  cursor = 0;
  held = [];
  await log.append(requested(), { expectedSequence: 0 });
});
afterEach(() => board.close());

test('a run that is in no row yet is folded from the tail', async () => {
  await open();
  await board.tail.reached(1, 1000);
  expect(board.fold(undefined, runId)).toMatchObject({ status: 'pending' });
  expect(board.fold(undefined, otherRunId)).toBeUndefined();
});

test('what rows have not is folded over them, and a run without its beginning is not made up', async () => {
  cursor = 1;
  await open();
  await discovered();
  await board.tail.reached(2, 1000);
  expect(board.fold(await rowOf(runId, 1), runId)).toMatchObject({ status: 'running', phase: 'submit', lastSequence: 2 });
  expect(board.fold(await rowOf(runId, 2), runId)).toMatchObject({ lastSequence: 2 });
  expect(board.fold(undefined, runId)).toBeUndefined();
});

test('an answer about the rows that is overtaken by a newer one does not part rows and tail', async () => {
  await open();
  await discovered();
  await board.tail.reached(2, 1000);
  let answerFirst = (): void => undefined;
  held = [new Promise((answered) => { answerFirst = answered; })];
  const first = board.followRows();
  cursor = 2;
  const second = board.followRows();
  await Promise.race([second, new Promise((soon) => { setTimeout(soon, 20); })]);
  answerFirst();
  await Promise.all([first, second]);
  expect([board.joinsRows, board.tail.size]).toEqual([true, 2]);
  await board.followRows();
  expect([board.joinsRows, board.tail.size]).toEqual([true, 0]);
});

test('facts stay while somebody reads rows that may be older', async () => {
  await open();
  await board.tail.reached(1, 1000);
  await board.reading(async () => {
    const row = await rowOf(runId, 0);
    cursor = 1;
    await board.followRows();
    expect(board.fold(row, runId)).toMatchObject({ status: 'pending' });
  });
  await board.followRows();
  expect(board.tail.size).toBe(0);
});

test('whoever reads after this process wrote sees what it wrote', async () => {
  await open();
  const { sequence } = await discovered();
  board.wrote(sequence);
  expect(await board.reading(async () => board.fold(undefined, runId))).toMatchObject({ lastSequence: sequence });
});

test('with PostgreSQL away at the start the tail does not pretend to go on where the rows end', async () => {
  await discovered();
  cursor = undefined;
  await open();
  expect(board.joinsRows).toBe(false);
  cursor = 1;
  await board.followRows();
  expect(board.joinsRows).toBe(false);
  cursor = 2;
  await board.followRows();
  expect(board.joinsRows).toBe(true);
});

test('the lag is the age of the oldest fact that is not in the rows', async () => {
  await open();
  await board.tail.reached(1, 1000);
  const [first] = log.all();
  const at = Date.parse(first?.fact.at ?? '');
  expect(board.rowsLagSeconds(new Date(at + 7000))).toBe(7);
  cursor = 1;
  await board.followRows();
  expect(board.rowsLagSeconds(new Date(at + 7000))).toBe(0);
});

test('news makes a waiting run running, and ends with the run', async () => {
  await open();
  await board.tail.reached(1, 1000);
  const news: News = { runId, stage: 'discover', kind: 'started', attempt: 1, trigger: 1, at: '2026-01-01T00:01:00.000Z', worker: 'd@h:1', message: 'reading tasks.md' };
  tell(news);
  tell({ ...news, kind: 'log', message: undefined, sizeBytes: 10 });
  const shown = board.news.over(board.fold(undefined, runId)!);
  expect(shown).toMatchObject({ status: 'running', tasks: [{ status: 'running', payload: { message: 'reading tasks.md' } }] });
  const { sequence } = await failRun(log, runId, 'discover');
  await board.tail.reached(sequence, 1000);
  expect(board.news.current()).toEqual([]);
});
