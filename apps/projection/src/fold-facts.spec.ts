// Facts become changes of runs; one that does not fit stops nobody.
import fc from 'fast-check';
import type { Run, StoredFact } from '#contracts';
import { evolve } from '#domain';
import type { KnownRun } from '#read-model';
import { FactHistory, factHistories, straight } from '../../../libs/read-model/test/fact-histories';
import { foldFacts } from './fold-facts';

const now = new Date('2030-01-01T00:00:00Z');
const history = (...lanes: number[]): StoredFact[] => {
  const facts = new FactHistory();
  for (const lane of lanes) for (const event of straight) facts.play({ lane, event, message: 'done' });
  return facts.facts;
};

test('however a history is cut, the runs are the fold of its facts', () => {
  fc.assert(fc.property(factHistories(), fc.array(fc.nat(20), { minLength: 1 }), (facts, sizes) => {
    const known = new Map<string, KnownRun>();
    const rows = new Map<string, Run>();
    for (let at = 0, turn = 0; at < facts.length; turn += 1) {
      const size = 1 + (sizes[turn % sizes.length] ?? 0);
      const folded = foldFacts(known, facts.slice(at, at + size), now);
      for (const { before, after } of folded.changes) {
        expect(before).toBe(rows.get(after.id));
        rows.set(after.id, after);
      }
      for (const [id, run] of folded.known) known.set(id, run);
      at += size;
    }
    const expected = new Map<string, Run>();
    for (const stored of facts) expected.set(stored.fact.runId, evolve(expected.get(stored.fact.runId), stored));
    expect(rows).toEqual(expected);
  }));
});

test('a run whose first fact is missing becomes faults and fact rows, and the others go on', () => {
  const facts = history(1, 2).slice(1);
  const { changes, faults, factRows } = foldFacts(new Map(), facts, now);
  expect(faults.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(faults[0]?.reason).toContain('begins with discover.succeeded');
  expect(changes.map(({ after }) => [after.featureKey, after.status])).toEqual([['002-cart', 'succeeded']]);
  expect(factRows).toHaveLength(facts.length);
});

test('a fact too deep to be written is a fault, and its run stays as it was', () => {
  const facts = history(1);
  const deep: unknown[] = [];
  for (let inner = deep, depth = 0; depth < 100_000; depth += 1) inner.push(inner = []);
  const third = facts[2] as StoredFact;
  const spoilt = facts.slice(0, 3).with(2, { ...third, fact: { ...third.fact, intent: { deep } } });
  const { changes, faults, factRows } = foldFacts(new Map(), spoilt, now);
  expect(faults).toMatchObject([{ sequence: 3, recordedAt: now.toISOString() }]);
  expect(changes).toMatchObject([{ after: { lastSequence: 2 } }]);
  expect(factRows).toHaveLength(2);
});

test('what is repeated changes nothing', () => {
  const facts = history(1);
  const { known } = foldFacts(new Map(), facts, now);
  expect(foldFacts(known, facts, now).changes).toEqual([]);
});
