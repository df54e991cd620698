import { InMemoryRunLog } from '#bus';
import type { StoredFact } from '#contracts';
import { ReadModelUnavailable, type FactRange } from '#read-model';
import { lane, otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { FactTail } from '../board/fact-tail';
import type { RunBoard } from '../board/run-board';
import { answer } from '../stage-facts.fixture';
import { FactHistory, type HistoryPiece } from './fact-history';

let log: InMemoryRunLog;
let cursor: number | undefined;
let floor: number;
const rows = {
  cursor: async () => {
    if (cursor === undefined) throw new ReadModelUnavailable({ cause: 'away' });
    return cursor;
  },
  factsAfter: async ({ runId: id, after, upTo = Infinity, limit }: FactRange): Promise<StoredFact[]> => (
    log.all().filter(({ sequence, fact }) => sequence > after && sequence <= upTo && (id === undefined || fact.runId === id)).slice(0, limit)),
};
const history = () => new FactHistory({ tail: new FactTail(floor) } as unknown as RunBoard, rows, log);
const sequences = ({ facts }: HistoryPiece): number[] => facts.map(({ sequence }) => sequence);

/** One run with many facts, and then another one's first. */
beforeEach(async () => {
  log = new InMemoryRunLog();
  await log.append(requested(), { expectedSequence: 0 });
  for (let count = 0; count < 598; count += 1) await answer(log, runId, { stage: 'discover', state: 'failed', next: 'discover' });
  await log.append(requested({ runId: otherRunId, lane: `${lane}x` }), { expectedSequence: 0 });
  cursor = 600;
  floor = 600;
});

test('rows are read piece by piece, and what a piece does not hold is not passed over', async () => {
  const first = await history().after(0, runId);
  expect([first.facts.length, first.reached]).toEqual([500, 500]);
  const second = await history().after(first.reached, runId);
  expect([sequences(second)[0], second.facts.length, second.reached]).toEqual([501, 99, 600]);
  expect(await history().after(0, otherRunId)).toMatchObject({ facts: [{ sequence: 600 }], reached: 600 });
});

test.each([['away', undefined], ['behind', 10]])('with the rows %s the stream tells the rest, of one run and of all', async (_what, at) => {
  cursor = at;
  const ofOne = await history().after(10, runId);
  expect([ofOne.facts.length, ofOne.reached]).toEqual([589, 600]);
  const ofAll = await history().after(10);
  expect([sequences(ofAll)[0], ofAll.facts.length, ofAll.reached]).toEqual([11, 500, 510]);
  const rest = await history().after(510);
  expect([rest.facts.length, rest.reached]).toEqual([90, 600]);
});

test('rows that are behind are used as far as they reach', async () => {
  cursor = 300;
  const piece = await history().after(0, runId);
  expect([piece.facts.length, piece.reached]).toEqual([300, 300]);
});
