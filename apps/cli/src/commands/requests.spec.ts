// What is typed becomes what is asked of the API.
import { cancelRunSchema, createRunSchema, listRunsSchema, retryRunSchema, runStatuses, workflowNames } from '#contracts';
import { retryOf } from './retry.work';
import { requestOf } from './run.work';
import { statuses, workflows } from './runs.command';
import { queryOf } from './runs.work';

describe('what is typed', () => {
  it('becomes a request that says only what was said', () => {
    expect(requestOf({ repository: 'acme/web' })).toEqual({ repository: 'acme/web' });
    const all = requestOf({ repository: 'acme/web', feature: '003-cart', base: 'next', agent: 'codex-cloud', attempts: 2, dryRun: true, queue: 'eu', reference: 'JIRA-7', notes: 'now', watch: true, preview: false, idempotencyKey: 'k' });
    expect(all).toEqual({ repository: 'acme/web', featureKey: '003-cart', baseBranch: 'next', agent: 'codex-cloud', attempts: 2, dryRun: true, queue: 'eu', externalRef: 'JIRA-7', notes: 'now' });
    expect(createRunSchema.safeParse(all).success).toBe(true);
  });

  it('becomes a query that the API understands', () => {
    const query = queryOf({ status: 'failed,running', repository: 'acme/web', feature: '003', workflow: 'next-phase', failureCode: 'codex.no_diff', waiting: true, search: 'a b&c', limit: 5, cursor: 'x=' });
    expect(listRunsSchema.parse(Object.fromEntries(query))).toMatchObject({
      status: ['failed', 'running'], repository: 'acme/web', featureKey: '003', workflow: 'next-phase', failureCode: 'codex.no_diff', waiting: true, q: 'a b&c', limit: 5, cursor: 'x=',
    });
    expect(queryOf({}).toString()).toBe('');
  });

  it('becomes a retry of one of the modes', () => {
    expect(retryRunSchema.parse(retryOf({ notes: 'well again', task: 't1' }))).toEqual({ mode: 'resume_failed_task', notes: 'well again', taskId: 't1' });
    expect(retryRunSchema.parse(retryOf({ restart: true }))).toEqual({ mode: 'restart_from_discovery' });
    expect(retryRunSchema.parse(retryOf({ candidate: 3, notes: 'smaller' }))).toEqual({ mode: 'choose_candidate', candidate: 3, notes: 'smaller' });
    expect(cancelRunSchema.safeParse({ reason: 'wrong' }).success).toBe(true);
  });
});

it('every status and every workflow can be asked for', () => {
  expect([...statuses]).toEqual([...runStatuses]);
  expect([...workflows]).toEqual([...workflowNames]);
});
