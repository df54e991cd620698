// Which facts end a run, and how.
import { factStates, outcomes, runEvents, type Fact } from '#contracts';
import { runEventOf } from './run-event';

type Said = Pick<Fact, 'state' | 'next' | 'outcome'>;

test('every end of a run is an event, and every event is the end of some run', () => {
  const ends: Said[] = [{ state: 'failed', next: 'none' }, { state: 'cancelled', next: 'none' }, ...outcomes.map((outcome): Said => ({ state: 'succeeded', next: 'none', outcome }))];
  expect(ends.map(runEventOf).sort()).toEqual([...runEvents].sort());
  expect(runEventOf({ state: 'succeeded', next: 'none' })).toBe('run.succeeded');
});

test('a fact on which a stage acts, and an intent, end nothing', () => {
  expect(factStates.map((state) => runEventOf({ state, next: 'submit' }))).toEqual(factStates.map(() => undefined));
  expect(runEventOf({ state: 'intended', next: 'none' })).toBeUndefined();
});
