import { agoText, durationText, spanOf } from './duration';

test.each([
  [0, '0 ms'], [250, '250 ms'], [1500, '1.5 s'], [59_900, '59 s'], [60_000, '1 min'], [95_000, '1 min 35 s'], [3_600_000, '1 h'], [90 * 60_000, '1 h 30 min'], [25 * 3_600_000, '1 d 1 h'], [-5, '0 ms'],
])('%d ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

test('a moment ago is just now, and later in one unit', () => {
  expect([2_000, 30_000, 125_000, 7_300_000, 200_000_000].map(agoText)).toEqual(['just now', '30 s ago', '2 min ago', '2 h ago', '2 d ago']);
});

test('a span that is not over goes to now; one that has not begun is none', () => {
  expect(spanOf('2026-01-01T00:00:00.000Z', null, Date.UTC(2026, 0, 1, 0, 1))).toBe(60_000);
  expect(spanOf('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z', 0)).toBe(5_000);
  expect(spanOf(null, null, 0)).toBeUndefined();
});
