// The cache forgets the run that was written longest ago.
import { noParts } from '#read-model';
import { RunCache } from './run-cache';

test('holds no more runs than it may, and keeps those written last', () => {
  const cache = new RunCache(2);
  const known = { run: undefined, parts: noParts };
  for (const id of ['a', 'b', 'a', 'c']) cache.set(id, known);
  expect(['a', 'b', 'c'].map((id) => cache.get(id) !== undefined)).toEqual([true, false, true]);
});
