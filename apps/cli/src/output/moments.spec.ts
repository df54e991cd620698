import { ago, duration, durationBetween, size } from './moments';

it.each([[0, '0.0 s'], [9949, '9.9 s'], [9960, '10 s'], [59_400, '59 s'], [59_600, '1 min'], [3_540_000, '59 min'], [5_400_000, '1 h 30 min'], [86_400_000 * 3, '3 days'], [-5, '0.0 s']])('%d ms are %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

it.each([[0, '0 B'], [999, '999 B'], [1700, '1.7 kB'], [8_600_000_000, '8.6 GB'], [120_000, '120 kB']])('%d bytes are %s', (bytes, words) => {
  expect(size(bytes)).toBe(words);
});

it('what lasts is measured against now', () => {
  const now = new Date('2026-01-01T00:01:00.000Z');
  expect(durationBetween('2026-01-01T00:00:30.000Z', null, now)).toBe('30 s');
  expect(durationBetween('2026-01-01T00:00:30.000Z', '2026-01-01T00:00:32.000Z', now)).toBe('2.0 s');
  expect(ago('2025-12-31T23:58:00.000Z', now)).toBe('3 min ago');
});
