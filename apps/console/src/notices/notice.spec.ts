import { fact, requested } from '../../../../libs/contracts/fixtures/sample-facts';
import type { Fact } from '#contracts';
import { noticeOf } from './notice';

const of = (one: Fact) => noticeOf({ sequence: 1, fact: one });
const failure = { code: 'codex.no_diff', message: 'no diff', remediation: 'Look at the task.', retryable: false };

test('a failure that waits for a person is told with what to do', () => {
  expect(of(fact({ stage: 'apply', state: 'failed', next: 'none', failure }))).toMatchObject({ title: 'apply failed: codex.no_diff', body: 'acme/web, 003-cart. Look at the task.' });
});

test('what goes on by itself, and what an operator did, is not told', () => {
  for (const one of [requested(), fact({ stage: 'apply', state: 'failed', next: 'apply', failure }), fact({ stage: 'submit', state: 'intended', next: 'none' }), fact({ stage: 'run', state: 'cancelled', next: 'none' })]) expect(of(one)).toBeUndefined();
});

test('an end is told by what came of it', () => {
  expect(of(fact({ stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' }))?.title).toBe('Nothing was open');
  expect(of(fact({ stage: 'finalize', state: 'succeeded', next: 'none' }))?.title).toBe('The run has succeeded');
});
