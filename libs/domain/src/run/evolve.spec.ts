import { fact, requested, discovered, context, artifact, otherRunId } from '../../../contracts/fixtures/sample-facts';
import type { Fact, Run, RunContext } from '#contracts';
import { evolve } from './evolve';
import { summariseTasks } from './run-view';

const failure = { code: 'github.unavailable', message: 'no answer', remediation: 'wait', retryable: true };
const fold = (...facts: Fact[]): Run => {
  let run: Run | undefined;
  facts.forEach((one, index) => { run = evolve(run, { sequence: index + 1, fact: one }); });
  return run as Run;
};
const succeeded = (stage: string, next: string, change: Partial<Fact> = {}): Fact => fact({ stage, state: 'succeeded', next, ...change });

describe('a run', () => {
  it('waits for discovery once it was requested', () => {
    const run = fold(requested());
    expect(run).toMatchObject({ status: 'pending', phase: 'discover', repository: 'acme/web', createdBy: 'ada', lastSequence: 1, startedAt: null });
    expect(run.tasks).toMatchObject([{ taskName: 'discover', status: 'queued', attempt: 1 }]);
  });

  it('cannot begin with anything but a request', () => {
    expect(() => fold(succeeded('discover', 'submit'))).toThrow(/begins with discover.succeeded/);
  });

  it('knows phase, base and branch after discovery, and queues the next stage', () => {
    const run = fold(requested(), succeeded('discover', 'submit', { context: { ...context, discover: discovered } }));
    expect(run).toMatchObject({ status: 'running', phase: 'submit', baseBranch: 'main', branchName: 'specline/003-cart/phase-2-cart', specPhase: { title: 'Phase 2: Cart' } });
    expect(run.tasks.map((task) => [task.taskName, task.status])).toEqual([['discover', 'succeeded'], ['submit', 'queued']]);
  });

  it('in a queue is at the same stages, and each attempt shows where it waits', () => {
    const started = [requested(), succeeded('discover', 'submit@eu'), fact({ stage: 'submit', state: 'failed', next: 'submit@eu', failure, notBefore: '2026-01-01T01:00:00.000Z' })];
    expect(fold(...started.slice(0, 2))).toMatchObject({ status: 'running', phase: 'submit', tasks: [{ taskName: 'discover' }, { taskName: 'submit', status: 'queued', payload: { queue: 'eu' } }] });
    expect(fold(...started)).toMatchObject({ status: 'retrying', phase: 'submit', tasks: [{}, { status: 'failed', attempt: 1 }, { taskName: 'submit', attempt: 2, payload: { queue: 'eu', notBefore: '2026-01-01T01:00:00.000Z' } }] });
    const resumed = fold(...started, fact({ stage: 'submit', state: 'failed', next: 'none', attempt: 2, failure }), fact({ stage: 'run', state: 'retried', next: 'apply@eu', attempt: 3 }), fact({ stage: 'apply', state: 'succeeded', next: 'publish', attempt: 3 }));
    expect(resumed).toMatchObject({ status: 'running', phase: 'publish' });
    expect(summariseTasks(resumed).slice(0, 4).map((one) => `${one.taskName} ${one.status}`)).toEqual(['discover succeeded', 'submit failed', 'apply succeeded', 'publish queued']);
  });

  it('shows a stage as running from its intent on', () => {
    const run = fold(requested(), succeeded('discover', 'submit'), fact({ stage: 'submit', state: 'intended', next: 'none', intent: { marker: 'm' } }));
    expect(run.tasks.at(-1)).toMatchObject({ taskName: 'submit', status: 'running', payload: { intent: { marker: 'm' } } });
    expect(run.finishedAt).toBeNull();
  });

  it('ends with no_work and skips everything downstream when nothing is open', () => {
    const run = fold(requested(), succeeded('discover', 'none', { outcome: 'no_work' }));
    expect(run).toMatchObject({ status: 'no_work', phase: 'complete' });
    expect(run.finishedAt).not.toBeNull();
    expect(summariseTasks(run).map((one) => one.status)).toEqual(['succeeded', 'skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('is retried by itself as the next attempt, not before its time', () => {
    const run = fold(requested(), fact({ stage: 'discover', state: 'failed', next: 'discover', failure, notBefore: '2026-01-01T01:00:00.000Z' }));
    expect(run).toMatchObject({ status: 'retrying', attempt: 2, finishedAt: null });
    expect(run.tasks).toMatchObject([{ status: 'failed', attempt: 1, payload: { code: 'github.unavailable' } }, { status: 'queued', attempt: 2, payload: { notBefore: '2026-01-01T01:00:00.000Z' } }]);
  });

  it('has no failure any more once the stage that failed has succeeded', () => {
    const tried = [requested(), fact({ stage: 'discover', state: 'failed', next: 'discover', failure, notBefore: '2026-01-01T01:00:00.000Z' })];
    expect(fold(...tried).failure).toMatchObject({ code: 'github.unavailable' });
    expect(fold(...tried, succeeded('discover', 'submit', { attempt: 2 }))).toMatchObject({ status: 'running', failure: null });
    expect(fold(...tried, succeeded('discover', 'none', { attempt: 2, outcome: 'no_work' }))).toMatchObject({ status: 'no_work', failure: null });
  });

  it('waits for the operator after a failure, and goes on at the stage that the retry names', () => {
    const failed = [requested(), succeeded('discover', 'submit'), fact({ stage: 'submit', state: 'failed', next: 'none', failure })];
    expect(fold(...failed)).toMatchObject({ status: 'failed', phase: 'submit', failure: { code: 'github.unavailable' } });
    const run = fold(...failed, fact({ stage: 'run', state: 'retried', next: 'submit', attempt: 2, actor: 'bob' }));
    expect(run).toMatchObject({ status: 'retrying', phase: 'submit', failure: null, attempt: 2, finishedAt: null });
    expect(summariseTasks(run)[1]).toMatchObject({ taskName: 'submit', status: 'queued', attempt: 2, attempts: 2 });
  });

  it('keeps the failed attempt beside the one that succeeded', () => {
    const run = fold(
      requested(), fact({ stage: 'discover', state: 'failed', next: 'none', failure }),
      fact({ stage: 'run', state: 'retried', next: 'discover', attempt: 2 }), succeeded('discover', 'none', { attempt: 2, outcome: 'no_work' }),
    );
    expect(run.tasks.filter((task) => task.taskName === 'discover').map((task) => [task.attempt, task.status])).toEqual([[1, 'failed'], [2, 'succeeded']]);
    expect(run.status).toBe('no_work');
  });

  it('is cancelled with its open stage skipped and the actor named', () => {
    const run = fold(requested(), fact({ stage: 'run', state: 'cancelled', next: 'none', actor: 'bob' }));
    expect(run).toMatchObject({ status: 'cancelled' });
    expect(run.tasks[0]).toMatchObject({ status: 'skipped', payload: { message: 'cancelled by bob' } });
  });

  it('collects artifacts once, and names log and patch', () => {
    const logs = artifact('codex_logs');
    const run = fold(requested(), succeeded('discover', 'submit'), succeeded('submit', 'apply', { artifacts: [logs] }), succeeded('apply', 'publish', { artifacts: [logs] }));
    expect(run.artifacts).toHaveLength(1);
    expect(run.codexLogsPath).toBe(logs.path);
  });

  it("has the agent's version as it was submitted, and as it says at work where it does", () => {
    const submit = { agent: 'claude-code', agentVersion: 'claude in sha256:abc' } as RunContext['submit'];
    const apply = { agentVersion: '2.1.332', patch: artifact('codex_patch') } as RunContext['apply'];
    const submitted = [requested(), succeeded('discover', 'submit'), succeeded('submit', 'apply', { context: { ...requested().context, submit } })];
    expect(fold(...submitted).agentVersion).toBe('claude in sha256:abc');
    expect(fold(...submitted, succeeded('apply', 'publish', { context: { ...requested().context, submit, apply } })).agentVersion).toBe('2.1.332');
  });

  it('says with the stage what its agent used, and that it reported nothing', () => {
    const apply = { patch: artifact('codex_patch') } as RunContext['apply'];
    const used = (context: object) => fold(requested(), succeeded('discover', 'submit'), succeeded('submit', 'apply'), succeeded('apply', 'publish', { context: { ...requested().context, apply: { ...apply!, ...context } } })).tasks.map(({ taskName, payload }) => [taskName, payload.usage]);
    expect(used({})).toEqual([['discover', undefined], ['submit', undefined], ['apply', null], ['publish', undefined]]);
    expect(used({ usage: { inputTokens: 7, outputTokens: 2 } })[2]).toEqual(['apply', { inputTokens: 7, outputTokens: 2 }]);
  });

  it('does not change by a fact that was folded in before', () => {
    const facts = [requested(), succeeded('discover', 'submit')];
    const run = fold(...facts);
    expect(evolve(run, { sequence: 2, fact: facts[1] as Fact })).toBe(run);
    expect(evolve(run, { sequence: 1, fact: requested({ runId: otherRunId }) })).toBe(run);
  });

  it('has queued, started and finished times for every attempt of a stage', () => {
    const run = fold(requested({ at: '2026-01-01T00:00:00.000Z' }), succeeded('discover', 'submit', { startedAt: '2026-01-01T00:00:01.000Z', at: '2026-01-01T00:00:02.000Z' }));
    expect(run.tasks[0]).toMatchObject({ queuedAt: '2026-01-01T00:00:00.000Z', startedAt: '2026-01-01T00:00:01.000Z', finishedAt: '2026-01-01T00:00:02.000Z' });
    expect(run.tasks[1]).toMatchObject({ queuedAt: '2026-01-01T00:00:02.000Z', startedAt: null, finishedAt: null });
  });
});
