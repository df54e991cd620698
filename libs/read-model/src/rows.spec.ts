// A run survives being written as rows and read again.
import fc from 'fast-check';
import type { Run, StoredFact } from '#contracts';
import { runSchema } from '#contracts';
import { evolve } from '#domain';
import { factHistories } from '../test/fact-histories';
import { changedRows, toRows, toRun, type RunRows } from './rows';
import { artifactsTable, auditsTable, columnsOf, runsTable, tasksTable, timesOf, type Row } from './tables';

const fold = (facts: readonly StoredFact[]): Run[] => {
  const runs = new Map<string, Run>();
  for (const stored of facts) runs.set(stored.fact.runId, evolve(runs.get(stored.fact.runId), stored));
  return [...runs.values()];
};
/** As PostgreSQL answers: JSON, with times in its own spelling. */
const throughDatabase = (rows: RunRows): RunRows => JSON.parse(JSON.stringify(rows), (key, value: unknown) => (
  key.endsWith('_at') && typeof value === 'string' ? value.replace('Z', '+00:00') : value)) as RunRows;
const byPlace = (row: Row): string => JSON.stringify([row['run_id'], row['ordinal']]);

test('toRun(toRows(run)) equals run, for every run of every history', () => {
  fc.assert(fc.property(factHistories(), (facts) => {
    for (const run of fold(facts)) expect(toRun(throughDatabase(toRows(run)))).toEqual(JSON.parse(JSON.stringify(run)));
  }), { numRuns: 100 });
});

test('writing only what changed leaves the same rows as writing everything', () => {
  fc.assert(fc.property(factHistories({ lanes: 1, maximum: 40 }), (facts) => {
    const [first] = facts;
    if (!first) return;
    let run: Run | undefined;
    const kept = { tasks: new Map<string, Row>(), artifacts: new Map<string, Row>(), audit: null as Row | null };
    for (const stored of facts.filter(({ fact }) => fact.runId === first.fact.runId)) {
      const after = evolve(run, stored);
      const rows = changedRows(run, after);
      for (const row of rows.tasks) kept.tasks.set(byPlace(row), row);
      for (const row of rows.artifacts) kept.artifacts.set(byPlace(row), row);
      kept.audit = rows.audit ?? kept.audit;
      run = after;
    }
    const whole = toRows(run as Run);
    expect({ tasks: [...kept.tasks.values()], artifacts: [...kept.artifacts.values()], audit: kept.audit }).toEqual({ tasks: whole.tasks, artifacts: whole.artifacts, audit: whole.audit });
  }), { numRuns: 100 });
});

test('the columns are the fields of the contracts, and no field is forgotten', () => {
  const camel = (column: string): string => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const fields = (table: typeof runsTable): string[] => columnsOf(table).filter((column) => column !== 'run_id' && column !== 'ordinal').map(camel).sort();
  const { tasks, artifacts, credentialAudit, restartedAs: _derived, ...own } = runSchema.shape;
  expect(fields(runsTable)).toEqual(Object.keys(own).sort());
  expect(fields(tasksTable)).toEqual(Object.keys(tasks.element.shape).sort());
  expect(fields(artifactsTable)).toEqual(Object.keys(artifacts.element.shape).sort());
  expect(fields(auditsTable)).toEqual(Object.keys(credentialAudit.unwrap().shape).sort());
});

test('every column that ends in _at is a time', () => {
  for (const table of [runsTable, tasksTable, artifactsTable, auditsTable]) {
    expect(timesOf(table)).toEqual(columnsOf(table).filter((column) => column.endsWith('_at')));
  }
});
