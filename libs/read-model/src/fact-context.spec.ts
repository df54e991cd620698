// Facts stored in parts come back whole.
import fc from 'fast-check';
import type { StoredFact } from '#contracts';
import { factHistories, FactHistory, straight } from '../test/fact-histories';
import { joinFacts, noParts, partsIn, sourcesElsewhere, splitFact, type ContextParts } from './fact-context';
import type { Row } from './tables';
import { storableJson } from './storable-json';

function store(facts: readonly StoredFact[], forget: (index: number) => boolean = () => false): Row[] {
  const parts = new Map<string, ContextParts>();
  const rows: Row[] = [];
  facts.forEach((stored, index) => {
    const { runId } = stored.fact;
    if (forget(index)) parts.set(runId, partsIn(rows.filter((row) => row['run_id'] === runId)));
    const split = splitFact(stored, parts.get(runId) ?? noParts);
    parts.set(runId, split.parts);
    rows.push(JSON.parse(split.rowJson) as Row);
  });
  return rows;
}
const clean = (facts: readonly StoredFact[]): unknown => JSON.parse(storableJson(facts));

test('any range of facts comes back whole, with what it refers to', () => {
  fc.assert(fc.property(factHistories(), fc.nat(120), fc.nat(120), (facts, from, length) => {
    const rows = store(facts);
    const range = rows.slice(from, from + length);
    const elsewhere = rows.filter((row) => sourcesElsewhere(range).includes(Number(row['sequence'])));
    expect(joinFacts(range, elsewhere)).toEqual(clean(facts.slice(from, from + length)));
  }));
});

test('what lies in the range itself is not asked for again', () => {
  const history = new FactHistory();
  for (const event of straight) history.play({ lane: 1, event, message: 'x' });
  const rows = store(history.facts);
  expect(sourcesElsewhere(rows)).toEqual([]);
  expect(sourcesElsewhere(rows.slice(3))).toEqual([1, 2]);
});

test('what was forgotten and read again gives the same rows', () => {
  fc.assert(fc.property(factHistories(), fc.infiniteStream(fc.boolean()), (facts, forget) => {
    const decisions = facts.map(() => forget.next().value as boolean);
    expect(store(facts, (index) => decisions[index] === true)).toEqual(store(facts));
  }));
});

test('a part of the context is stored once in a run', () => {
  const history = new FactHistory();
  for (const event of straight) history.play({ lane: 1, event, message: 'x' });
  const stored = store(history.facts).map((row) => Object.keys(row['context'] ?? {}));
  expect(stored).toEqual([['chain', 'request'], ['discover'], [], ['submit'], ['apply'], ['publish'], ['finalize']]);
});

test('a fact that is stored again refers to earlier facts only, never to itself', () => {
  const history = new FactHistory();
  for (const event of straight) history.play({ lane: 1, event, message: 'x' });
  const rows = store(history.facts);
  const again = history.facts.map((stored) => JSON.parse(splitFact(stored, partsIn(rows)).rowJson) as Row);
  expect(joinFacts(again, [])).toEqual(history.facts);
});
