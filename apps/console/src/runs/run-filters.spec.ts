import { mayMatch, runsSearch } from './run-filters';

test('what stands in the address is the filter, and nothing else is', () => {
  expect(runsSearch({ status: 'failed,running', waiting: true, q: 12, repository: ' acme/web ', workflow: 'next-phase', other: 'x' }))
    .toEqual({ status: 'running,failed', waiting: true, q: '12', repository: 'acme/web', workflow: 'next-phase' });
});

test('what nobody could mean is left out', () => {
  expect(runsSearch({ status: 'broken', workflow: 'all', waiting: 'no', q: '', repository: ['a'] })).toEqual({});
});

const run = { status: 'failed', repository: 'Acme/Web', featureKey: '003-cart', workflow: 'next-phase', failure: { code: 'codex.no_diff', message: '', remediation: '', retryable: false } } as const;

test('a run belongs into the list when every filter fits', () => {
  expect(mayMatch(run, { status: 'failed,running', repository: 'acme/web', failureCode: 'codex.no_diff', waiting: true })).toBe(true);
  for (const other of [{ status: 'running' }, { repository: 'acme/api' }, { featureKey: '004' }, { workflow: 'specify' as const }, { failureCode: 'patch.conflict' }]) expect(mayMatch(run, other)).toBe(false);
});
