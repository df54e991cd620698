import { isHeldApart, lossesBefore, mostLosses, pauseApart } from './lost-workers';

const minute = 60_000;
const quick = (deliveryCount: number): number => lossesBefore({ deliveryCount, age: 4 * minute, mayTake: 24 * 60 * minute });
const deliveries = Array.from({ length: 18 }, (_, place) => place + 1);

it('the first three deliveries are carried out, then every second one', () => {
  expect(deliveries.slice(0, 17).filter((count) => !isHeldApart(count))).toEqual([1, 2, 3, 5, 7, 9, 11, 13, 15, 17]);
});

it('only deliveries that were carried out count as lost, and the eighteenth has ten behind it', () => {
  for (const count of deliveries) expect(quick(count)).toBe(deliveries.filter((one) => one < count && !isHeldApart(one)).length);
  expect(deliveries.find((count) => quick(count) >= mostLosses)).toBe(18);
});

it('replacing services thirty times while a run waits for its agent all day costs no worker', () => {
  expect(lossesBefore({ deliveryCount: 33, age: 20 * 60 * minute, mayTake: 24 * 60 * minute })).toBe(0);
});

it.each([
  ['quickly', 0.5, 24 * 60, 15],
  ['after some minutes each time, and may take all day', 6, 24 * 60, 48 * 60],
  ['after some minutes each time, and may take a quarter of an hour', 6, 15, 120],
])('a trigger that ends its workers %s is given up', (_what, minutesEach, mayTake, within) => {
  let age = 0;
  let deliveryCount = 1;
  for (; lossesBefore({ deliveryCount, age: age * minute, mayTake: mayTake * minute }) < mostLosses; deliveryCount += 1) age += isHeldApart(deliveryCount) ? 0.125 : minutesEach;
  expect(age).toBeLessThan(within);
});

/** A process holds what comes within so many milliseconds of the other; both come again when it died. */
it('a trigger that is lost because another ends its worker is carried out apart from it long before it is given up', () => {
  const togetherWithin = 2000;
  for (let seed = 0; seed < 200; seed += 1) {
    const draw = (place: number): number => Math.abs(Math.sin(seed * 7919 + place * 104_729)) % 1;
    const meetings = deliveries.slice(0, 17).filter(isHeldApart).map((count) => Math.abs(pauseApart(() => draw(count)) - pauseApart(() => draw(count + 100))));
    expect(meetings.some((between) => between > togetherWithin)).toBe(true);
  }
});
