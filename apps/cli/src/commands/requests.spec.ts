// What is typed becomes what is asked of the API.
import { cancelRunSchema, createRunSchema, listRunsSchema, releaseBrakesSchema, retryRunSchema, runStatuses, workflowNames } from '#contracts';
import { linesOf, releaseOf } from './brakes.work';
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

describe('brakes', () => {
  it('are released with a repository and a reason, and not without', () => {
    expect(releaseBrakesSchema.parse(releaseOf({ repository: 'acme/web', feature: '003-cart', code: 'brake.no_progress', reason: 'merged' }))).toEqual({ repository: 'acme/web', featureKey: '003-cart', code: 'brake.no_progress', reason: 'merged' });
    expect(releaseOf({ repository: 'acme/web', reason: 'merged' })).toEqual({ repository: 'acme/web', reason: 'merged' });
    expect(() => releaseOf({ reason: 'merged' })).toThrow('--repository is missing');
    expect(() => releaseOf({ repository: 'acme/web' })).toThrow('--reason is missing');
  });

  it('are a line each, with whose they are, the cause and what to do', () => {
    const held = { code: 'brake.no_progress', repository: 'acme/web', featureKey: '003-cart', message: 'It does not go on.', remediation: 'Merge.', count: 3, limit: 3, since: '2026-01-01T00:00:00.000Z', until: null } as const;
    const limits = { noProgress: 3, allowance: 20, failures: 3, unreviewed: 5 };
    expect(linesOf({ draining: null, items: [held, { ...held, featureKey: null }], releases: [], limits, unknown: [] })).toEqual(['acme/web 003-cart: brake.no_progress: It does not go on. Merge.', 'acme/web: brake.no_progress: It does not go on. Merge.']);
    expect(linesOf({ draining: null, items: [], releases: [], limits, unknown: [] })).toEqual(['No brake holds.']);
  });
});

it('every status and every workflow can be asked for', () => {
  expect([...statuses]).toEqual([...runStatuses]);
  expect([...workflows]).toEqual([...workflowNames]);
});
