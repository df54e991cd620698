import { TokenBuckets } from './token-bucket';

let now = 0;
const take = (buckets: TokenBuckets, name: string, times: number): number => Array.from({ length: times }, () => buckets.take(name)).filter(Boolean).length;

test('a bucket gives what it holds, and fills again over time', () => {
  const buckets = new TokenBuckets({ capacity: 3, perSecond: 2 }, () => now);
  expect(take(buckets, 'a', 5)).toBe(3);
  expect(buckets.isEmpty('a')).toBe(true);
  now += 1000;
  expect(take(buckets, 'a', 5)).toBe(2);
  now += 3_600_000;
  expect(take(buckets, 'a', 5)).toBe(3);
});

test('one name does not pay for another', () => {
  const buckets = new TokenBuckets({ capacity: 1, perSecond: 1 }, () => now);
  expect([buckets.take('a'), buckets.take('a'), buckets.take('b')]).toEqual([true, false, true]);
});

test('many names do not fill the memory', () => {
  const buckets = new TokenBuckets({ capacity: 1, perSecond: 0 }, () => now, 10);
  for (let index = 0; index < 100; index += 1) buckets.take(String(index));
  expect(buckets.take('99')).toBe(false);
  expect(buckets.take('0')).toBe(true);
});
