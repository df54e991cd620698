import type { Fact, StoredFact } from '#contracts';
import { context, fact, otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { FactTail } from './fact-tail';

const stored = (sequence: number, change: Partial<Fact> = {}): StoredFact => ({ sequence, fact: fact({ stage: 'discover', state: 'succeeded', next: 'submit', ...change }) });
const sequences = (facts: readonly StoredFact[]) => facts.map(({ sequence }) => sequence);

test('hands out what comes after a place, of one run or of all, a piece at a time', () => {
  const tail = new FactTail(10);
  for (const sequence of [11, 12, 15, 16]) tail.push(stored(sequence, { runId: sequence % 2 ? runId : otherRunId }));
  expect(sequences(tail.after(10, 3))).toEqual([11, 12, 15]);
  expect(sequences(tail.after(12, 3))).toEqual([15, 16]);
  expect(sequences(tail.after(13, 3))).toEqual([15, 16]);
  expect(sequences(tail.after(16, 3))).toEqual([]);
  expect(sequences(tail.after(10, 3, runId))).toEqual([11, 15]);
});

test('takes each fact once', () => {
  const tail = new FactTail(0);
  for (const sequence of [1, 2, 2, 1, 3]) tail.push(stored(sequence));
  expect(sequences(tail.after(0, 10))).toEqual([1, 2, 3]);
});

test('forgets what the rows have, and nothing else', () => {
  const tail = new FactTail(0);
  tail.push(stored(1));
  tail.push(stored(2, { runId: otherRunId }));
  tail.push(stored(3));
  tail.trim(2);
  expect([tail.floor, tail.last, tail.size]).toEqual([2, 3, 1]);
  expect(tail.runIds()).toEqual([runId]);
  expect(sequences(tail.ofRun(runId))).toEqual([3]);
  tail.trim(1);
  expect(tail.floor).toBe(2);
});

test('never holds more than it may, and says from where on it is whole', () => {
  const tail = new FactTail(0, 20);
  for (let sequence = 1; sequence <= 1000; sequence += 1) tail.push(stored(sequence));
  expect(tail.size).toBeLessThanOrEqual(20);
  expect(tail.after(tail.floor, 100)[0]?.sequence).toBe(tail.floor + 1);
});

test('knows which run another was started again as, until the rows know it', () => {
  const tail = new FactTail(0);
  tail.push({ sequence: 1, fact: requested({ runId: otherRunId, context: { ...context, request: { ...context.request, restartOf: runId } } }) });
  expect(tail.restartOf(runId)).toBe(otherRunId);
  tail.trim(1);
  expect(tail.restartOf(runId)).toBeUndefined();
});

test('tells who waits when a fact has come, or when patience ends', async () => {
  const tail = new FactTail(0);
  const waiting = tail.reached(2, 60_000);
  tail.push(stored(1));
  tail.push(stored(2));
  await waiting;
  await tail.reached(3, 1);
});
