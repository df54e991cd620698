import { fact, otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import type { Fact } from '#contracts';
import { runNoticeOf, type Watch } from './run-notice';

const away: Watch = { since: 0, hidden: true, runInView: undefined };
const noticeOf = (one: Fact, watch: Partial<Watch> = {}) => runNoticeOf({ sequence: 1, fact: one }, { ...away, ...watch });
const failure = { code: 'codex.no_diff', message: 'no diff', remediation: 'Look at the task.', retryable: false };
const succeeded = fact({ stage: 'finalize', state: 'succeeded', next: 'none', at: '2026-01-01T00:00:10.000Z' });

test('each end of a run is told by what came of it', () => {
  expect(noticeOf(succeeded)).toEqual({ id: succeeded.id, runId, title: 'Run succeeded', body: 'acme/web, 003-cart' });
  expect(noticeOf(fact({ stage: 'apply', state: 'failed', next: 'none', failure }))).toMatchObject({ title: 'Run failed', body: 'acme/web, 003-cart\napply: codex.no_diff\nLook at the task.' });
  expect(noticeOf(fact({ stage: 'run', state: 'cancelled', next: 'none' }))?.title).toBe('Run cancelled');
  expect(noticeOf(fact({ stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' }))?.title).toBe('Run ended: no work was open');
});

test('what goes on by itself is not told', () => {
  for (const one of [requested(), fact({ stage: 'apply', state: 'failed', next: 'apply', failure }), fact({ stage: 'submit', state: 'intended', next: 'none' })]) expect(noticeOf(one)).toBeUndefined();
  expect(runNoticeOf({ live: { runId } } as never, away)).toBeUndefined();
});

test('what ended before the stream was connected is history', () => {
  expect(noticeOf(succeeded, { since: Date.parse('2026-01-01T00:00:10.001Z') })).toBeUndefined();
  expect(noticeOf(succeeded, { since: Date.parse('2026-01-01T00:00:10.000Z') })).toBeDefined();
});

test.each<[string, Partial<Watch>, boolean]>([
  ['the page is hidden', { hidden: true, runInView: runId }, true],
  ['another run is in view', { hidden: false, runInView: otherRunId }, true],
  ['this run is in view', { hidden: false, runInView: runId }, false],
  ['no single run is in view', { hidden: false }, false],
])('while %s', (_, watch, told) => {
  expect(noticeOf(succeeded, watch) !== undefined).toBe(told);
});
