import { auditSearch, isNarrowed, questionOf } from './audit-filters';

const runId = '01900000-0000-7000-8000-000000000001';

test('what stands in the address is the filter, and what nobody could mean is left out', () => {
  expect(auditSearch({ actor: ' ada ', action: 'run.cancel', repository: 'acme/web', runId, outcome: 'refused', span: 'week', other: 'x' })).toEqual({ actor: 'ada', action: 'run.cancel', repository: 'acme/web', runId, outcome: 'refused', span: 'week' });
  expect(auditSearch({ actor: 7, action: 'run.everything', runId: '0190', outcome: 'maybe', span: 'toString' })).toEqual({ actor: '7' });
  expect([isNarrowed({}), isNarrowed({ actor: 'ada' })]).toEqual([false, true]);
});

test('a span is asked for as the moment it begins, and everything else as it is', () => {
  const now = Date.parse('2026-01-08T00:00:00.000Z');
  expect(questionOf({ actor: 'ada', span: 'week' }, now)).toEqual({ actor: 'ada', since: '2026-01-01T00:00:00.000Z' });
  expect(questionOf({ outcome: 'accepted' }, now)).toEqual({ outcome: 'accepted' });
});
