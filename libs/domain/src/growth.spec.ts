import { growthOf, inStep } from './growth.fixture';

const busy = (rounds: number): number => {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum = (sum + Math.sqrt(round)) % 1000;
  return sum;
};

it('work that grows with its input is in step, and work that grows with the square is not', () => {
  expect(growthOf(8_000_000, busy)).toBeLessThan(inStep);
  expect(growthOf(10_000, (size) => busy(size ** 2))).toBeGreaterThanOrEqual(inStep);
});

it('what costs next to nothing is in step', () => {
  expect(growthOf(1000, busy)).toBeLessThan(inStep);
});
