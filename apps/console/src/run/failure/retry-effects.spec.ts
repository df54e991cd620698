import { fact } from '../../../../../libs/contracts/fixtures/sample-facts';
import type { Failure } from '#contracts';
import { retryEffects } from './retry-effects';

const failure = (code: string, resume?: string): Failure => ({ code, message: '', remediation: '', retryable: false, ...(resume ? { resume } : {}) });
const failedAt = (stage: string, what: Failure) => ({ sequence: 9, fact: fact({ stage, state: 'failed', next: 'none', failure: what }) });
const run = (phase: string, what: Failure) => ({ chain: ['discover', 'submit', 'apply', 'publish', 'finalize'], status: 'failed' as const, phase, failure: what, restartedAs: null });

test('after a failed push a retry pushes again and does not ask Codex again', () => {
  const what = failure('publish.push_failed');
  const effects = retryEffects(run('publish', what), failedAt('publish', what));
  expect(effects?.stage).toBe('publish');
  expect(effects?.will).toEqual(['push the branch and open or update the pull request', 'write the summary']);
  expect(effects?.willNot.join()).toMatch(/ask Codex again: it goes on/);
});

test('after a task without a diff a retry asks Codex anew, at the stage that the retry really takes', () => {
  const what = failure('codex.no_diff');
  expect(retryEffects(run('apply', what), failedAt('apply', what))).toMatchObject({ stage: 'submit', will: [/* a new task costs */ 'ask Codex again, which makes a new task', expect.anything(), expect.anything(), expect.anything()] });
});

test('before the facts are here the failure says where a retry starts', () => {
  expect(retryEffects(run('apply', failure('patch.conflict', 'submit')), undefined)?.stage).toBe('submit');
});

test('a run that was started again, or is not failed, offers no retry', () => {
  const what = failure('codex.no_diff');
  expect(retryEffects({ ...run('apply', what), restartedAs: 'x' }, failedAt('apply', what))).toBeUndefined();
  expect(retryEffects({ ...run('apply', what), status: 'cancelled' }, failedAt('apply', what))).toBeUndefined();
});
