import { context, fact } from '../../contracts/fixtures/sample-facts';
import { failureFact, successFact, type Answering } from './answer';
import type { StageRemarks } from './stage-context';

const remarks = (change: Partial<StageRemarks> = {}): StageRemarks => ({
  execution: { selectedSkill: null, executionPath: 'direct_only', usedSkills: false, usedFallback: false, shadowModeRequested: false },
  artifacts: new Map(), effects: [], waitedMs: 0, ...change,
});
const answering = (stage: string): Answering => ({
  trigger: { sequence: 5, fact: fact({ stage: 'discover', state: 'succeeded', next: stage }) }, stage, worker: 'test@host:1', id: '01990000-0000-7000-8000-0000000000f1',
  now: new Date(), startedAt: new Date(),
});

describe('the fact of a stage that succeeded', () => {
  it('names the next stage of the chain', () => expect(successFact(answering('submit'), {}, remarks()).next).toBe('apply'));
  it('names a later stage when those between have nothing to do, and carries the context on', () => {
    const skipped = successFact(answering('submit'), {}, remarks({ continueAt: 'finalize' }));
    expect(skipped).toMatchObject({ next: 'finalize', context: { chain: context.chain, submit: {} } });
    expect(skipped.outcome).toBeUndefined();
  });
  it('never goes back, nor to a stage that is not in the chain', () => {
    for (const continueAt of ['discover', 'submit', 'cleanup']) expect(successFact(answering('submit'), {}, remarks({ continueAt })).next).toBe('apply');
  });
  it('names nobody when the run is over', () => expect(successFact(answering('submit'), {}, remarks({ outcome: 'no_work', continueAt: 'finalize' }))).toMatchObject({ next: 'none', outcome: 'no_work' }));
});

describe('the fact of a stage that failed', () => {
  const retry = { mode: 'choose_candidate', stage: 'apply', candidate: 3 } as const;
  const chosen: Answering = { ...answering('apply'), trigger: { sequence: 5, fact: fact({ stage: 'run', state: 'retried', next: 'apply', attempt: 2, retry }) } };
  const failure = { code: 'git.unavailable', message: 'm', remediation: 'r', retryable: true };
  it('keeps what the operator said while it is tried again by itself, and not beyond', () => {
    expect(failureFact(chosen, failure, remarks(), new Date()).retry).toEqual(retry);
    expect(failureFact(chosen, failure, remarks()).retry).toBeUndefined();
    expect(successFact(chosen, {}, remarks()).retry).toBeUndefined();
  });
});
