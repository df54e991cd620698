import { nextNight } from './next-night';

const at = (text: string): Date => new Date(text);

test.each([
  ['in the evening it is tomorrow', '2026-01-31T23:10:00', '2026-02-01T03:00:00'],
  ['after midnight it is today', '2026-01-31T02:59:59', '2026-01-31T03:00:00'],
  ['at night itself it is the next one', '2026-01-31T03:00:00', '2026-02-01T03:00:00'],
])('%s', (_, now, night) => {
  expect(nextNight(at(now))).toEqual(at(night));
});
