import { isHeldApart, lossesBefore, mostLosses, pauseApart } from './lost-workers';

const deliveries = Array.from({ length: 18 }, (_, place) => place + 1);

it('the first three deliveries are carried out, then every second one', () => {
  expect(deliveries.slice(0, 17).filter((count) => !isHeldApart(count))).toEqual([1, 2, 3, 5, 7, 9, 11, 13, 15, 17]);
});

it('only deliveries that were carried out count as lost, and the eighteenth has ten behind it', () => {
  for (const count of deliveries) expect(lossesBefore(count)).toBe(deliveries.filter((one) => one < count && !isHeldApart(one)).length);
  expect(deliveries.find((count) => lossesBefore(count) >= mostLosses)).toBe(18);
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
