import { notificationsSearch, pauseOf } from './delivery-filters';

test('what stands in the address is the filter, and what nobody could mean is left out', () => {
  expect(notificationsSearch({ webhook: ' chat ', status: 'failed', other: 'x' })).toEqual({ webhook: 'chat', status: 'failed' });
  expect(notificationsSearch({ webhook: 12 })).toEqual({ webhook: '12' });
  expect(notificationsSearch({ webhook: '', status: 'sent' })).toEqual({});
});

test('the log is asked often only while something is about to be sent', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const now = Date.parse(at);
  expect(pauseOf([{ status: 'delivered', nextAttemptAt: null }, { status: 'pending', nextAttemptAt: at }], now + 3_000)).toBe(1_000);
  for (const later of [now + 60_000, now - 60_000]) expect(pauseOf([{ status: 'pending', nextAttemptAt: at }], later)).toBe(10_000);
  expect(pauseOf([{ status: 'delivered', nextAttemptAt: null }], now)).toBe(10_000);
});
