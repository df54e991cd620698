import { Random } from './random';

const draws = (random: Random): number[] => Array.from({ length: 20 }, () => random.next());

it('the same seed draws the same numbers, another seed and another branch draw others', () => {
  expect(draws(new Random(7))).toEqual(draws(new Random(7)));
  expect(draws(new Random(7).branch('kill'))).toEqual(draws(new Random(7).branch('kill')));
  expect(draws(new Random(8))).not.toEqual(draws(new Random(7)));
  expect(draws(new Random(7).branch('pause'))).not.toEqual(draws(new Random(7).branch('kill')));
});

it('what one part draws moves nothing in a branch', () => {
  const random = new Random(7);
  draws(random);
  expect(draws(random.branch('kill'))).toEqual(draws(new Random(7).branch('kill')));
});

it('numbers lie evenly between 0 and 1', () => {
  const random = new Random(1);
  const many = Array.from({ length: 10_000 }, () => random.next());
  const tenths = Array.from({ length: 10 }, (_, tenth) => many.filter((number) => Math.floor(number * 10) === tenth).length);
  expect(tenths.reduce((sum, count) => sum + count, 0)).toBe(many.length);
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
