import type { Run } from '#contracts';
import { countsOf } from './run-counts';
import { isWaiting, laneEndsOf, matches } from './run-match';

const run = {
  id: '0199aaaa-0000-7000-8000-000000000001', lane: 'acme~web~003-cart', repository: 'Acme/Web', featureKey: '003-cart', workflow: 'next-phase', status: 'failed', lastSequence: 10,
  specPhase: { slug: 's', ordinal: 1, title: 'Phase 1: Ünder 50% off_now', firstTaskId: null, digest: 'd' }, branchName: 'specline/003-cart/phase-1', prNumber: 42, externalRef: 'JIRA-7', createdBy: 'ada',
  failure: { code: 'patch.conflict', message: '', remediation: '', retryable: false },
} as unknown as Run;
const none = new Map<string, number>();

test.each(['0199AAAA', 'acme/web', 'web 003', 'PHASE 1:', '50% off_', 'specline/003', '#42', '42', 'jira', 'Ada', 'ünder'])('a run is found by %s', (q) => {
  expect(matches(run, { q }, none)).toBe(true);
});

test.each(['004', 'bob', '51%', 'null', 'undefined'])('a run is not found by %s', (q) => {
  expect(matches({ ...run, specPhase: null, externalRef: null }, { q }, none)).toBe(false);
});

test('a list keeps to several statuses and to a failure code', () => {
  expect(matches(run, { status: ['running', 'failed'], failureCode: 'patch.conflict' }, none)).toBe(true);
  expect(matches(run, { status: ['running', 'succeeded'] }, none)).toBe(false);
  expect(matches(run, { failureCode: 'patch.rejected' }, none)).toBe(false);
  expect(matches({ ...run, failure: null }, { failureCode: 'patch.conflict' }, none)).toBe(false);
});

test('a failed run waits for a person until its lane goes on', () => {
  const later = { ...run, id: '0199aaaa-0000-7000-8000-000000000002', status: 'running', lastSequence: 12 } as Run;
  expect(isWaiting(run, laneEndsOf([run]))).toBe(true);
  expect(matches(run, { waiting: true }, laneEndsOf([run, later]))).toBe(false);
  expect(isWaiting(later, laneEndsOf([run, later]))).toBe(false);
  expect(isWaiting({ ...run, lane: 'acme~web~004' }, laneEndsOf([later]))).toBe(true);
});

test('counts add what the rows count and what is known beyond them', () => {
  const counts = countsOf([{ status: 'failed', runs: 3, waiting: 2 }, { status: 'succeeded', runs: 5, waiting: 0 }], [run, { ...run, status: 'pending' }], none);
  expect(counts).toEqual({ total: 10, waiting: 3, byStatus: { pending: 1, running: 0, retrying: 0, succeeded: 5, failed: 4, no_work: 0, no_changes: 0, cancelled: 0 } });
});
