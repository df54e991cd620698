import type { Candidate, Fact, RunContext, StoredFact } from '#contracts';
import { artifact, context, discovered, fact, otherRunId, requested } from '../../../contracts/fixtures/sample-facts';
import { planChoice, type ChoicePlan } from './choice-plan';
import { evolve } from './evolve';

const answer = (candidate: number, change: Partial<Candidate> = {}): Candidate => ({
  candidate, rank: candidate, chosen: false, applies: true, ticked: 1, foreignTicks: 0, findings: 0, sizeBytes: 3, patch: artifact('candidate_patch_1', 'apply'), why: 'fine', ...change,
});
const submit: RunContext['submit'] = { agent: 'codex-cloud', agentVersion: '1', environment: 'env', taskId: 't', taskUrl: 'https://codex.example/t', prompt: artifact('codex_prompt'), adopted: false };
const applied = (candidates?: Candidate[]): RunContext => ({
  ...context, discover: discovered, submit,
  apply: { patch: artifact('codex_patch'), appliedPatch: artifact('applied_patch'), treeSha: 'b'.repeat(40), files: [], ticked: [], findings: [], effects: [], ...(candidates ? { candidates } : {}) },
});
const publish: RunContext['publish'] = { branchName: 'b', commitSha: 'c'.repeat(40), prNumber: 7, prUrl: 'https://github.example/7', created: true };
const three = [answer(2, { chosen: true }), answer(1), answer(3, { applies: false, why: 'it does not fit' })];

const stored = (...facts: Fact[]): StoredFact[] => facts.map((one, index) => ({ sequence: index + 1, fact: one }));
const whole = (candidates?: Candidate[]): Fact[] => [
  requested(), fact({ stage: 'apply', state: 'succeeded', next: 'publish', context: applied(candidates) }),
  fact({ stage: 'publish', state: 'succeeded', next: 'finalize', context: { ...applied(candidates), publish } }),
  fact({ stage: 'finalize', state: 'succeeded', next: 'none', outcome: 'succeeded', context: { ...context, finalize: { summary: artifact('run_summary') } } }),
];
const failedAt = (stage: string, candidates?: Candidate[]): Fact[] => [...whole(candidates).slice(0, 2), fact({ stage, state: 'failed', next: 'none', attempt: 2, context: applied(candidates), failure: { code: 'x.y', message: 'm', remediation: 'r', retryable: false } })];
const refusal = (plan: ChoicePlan) => (plan.ok ? undefined : plan.failure);

describe('choosing another answer of a run', () => {
  it('that succeeded gives apply its context again, and the next attempt', () => {
    const plan = planChoice({ facts: stored(...whole(three)), candidate: 1 });
    expect(plan).toEqual({ ok: true, stage: 'apply', attempt: 2, trigger: 4, context: applied(three), patch: three[1]!.patch });
  });

  it('that failed after apply is the same', () => expect(planChoice({ facts: stored(...failedAt('publish', three)), candidate: 1 })).toMatchObject({ ok: true, attempt: 3, trigger: 3 }));

  it('that failed when another answer was taken may go back to the one it had', () => expect(planChoice({ facts: stored(...failedAt('apply', three)), candidate: 2 })).toMatchObject({ ok: true }));

  it('that is taken already is refused once it is published', () => expect(refusal(planChoice({ facts: stored(...whole(three)), candidate: 2 }))).toMatchObject({ code: 'retry.unsafe', remediation: expect.stringMatching(/others that can be published: 1\./) }));

  it('is refused for an answer that does not apply, or is not there', () => {
    expect(refusal(planChoice({ facts: stored(...whole(three)), candidate: 3 }))).toMatchObject({ code: 'retry.unsafe', message: expect.stringContaining('it does not fit') });
    expect(refusal(planChoice({ facts: stored(...whole(three)), candidate: 4 }))).toMatchObject({ code: 'candidate.unknown' });
  });

  it('is refused for a run with one answer, and for one that never came to apply', () => {
    expect(refusal(planChoice({ facts: stored(...whole()), candidate: 1 }))).toMatchObject({ code: 'candidate.unknown', remediation: expect.stringContaining('two to four attempts') });
    expect(refusal(planChoice({ facts: stored(requested(), fact({ stage: 'discover', state: 'failed', next: 'none' })), candidate: 1 }))).toMatchObject({ code: 'candidate.unknown' });
  });

  it('is refused while the run is on its way, after a cancel, and when the feature has a newer run', () => {
    expect(refusal(planChoice({ facts: stored(...whole(three).slice(0, 3)), candidate: 1 }))).toMatchObject({ code: 'retry.unsafe', message: expect.stringContaining('on its way') });
    expect(refusal(planChoice({ facts: stored(...whole(three).slice(0, 3), fact({ stage: 'run', state: 'cancelled', next: 'none' })), candidate: 1 }))).toMatchObject({ code: 'retry.unsafe' });
    expect(refusal(planChoice({ facts: stored(...whole(three)), candidate: 1, newerRun: otherRunId }))).toMatchObject({ code: 'retry.unsafe', details: { newerRun: otherRunId } });
  });

  it('opens a run that had succeeded, which keeps its pull request and succeeds once more', () => {
    const facts = whole(three);
    const again = fact({ stage: 'run', state: 'retried', next: 'apply', attempt: 2, context: applied(three), retry: { mode: 'choose_candidate', stage: 'apply', candidate: 1 } });
    const opened = stored(...facts, again).reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);
    expect(opened).toMatchObject({ status: 'retrying', phase: 'apply', finishedAt: null, failure: null, prNumber: 7, attempt: 2 });
    const [, ...stages] = facts.map((one) => ({ ...one, attempt: 2 }));
    const ended = stored(...facts, again, ...stages).reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);
    expect(ended).toMatchObject({ status: 'succeeded', phase: 'complete', prNumber: 7 });
    expect(ended?.tasks.filter(({ taskName }) => taskName === 'publish').map(({ status, attempt }) => [status, attempt])).toEqual([['succeeded', 1], ['succeeded', 2]]);
  });
});
