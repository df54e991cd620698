import { fact, requested } from '../../../contracts/fixtures/sample-facts';
import { nextAutomaticRetry } from './automatic-retry';
import { planRetry } from './retry-plan';
import { attemptOf, isOver, turnOf } from './turn';

const intended = fact({ stage: 'submit', state: 'intended', next: 'none', trigger: 5 });
const failure = { code: 'codex.failed', message: 'm', remediation: 'r', retryable: true };

describe('whose turn it is', () => {
  it('is the handler\'s whose trigger is the last fact', () => expect(turnOf(5, { sequence: 5, fact: requested() }).kind).toBe('act'));
  it('is nobody else\'s business when a replica lags behind or shows nothing', () => {
    expect(turnOf(5, undefined).kind).toBe('act');
    expect(turnOf(5, { sequence: 3, fact: requested() }).kind).toBe('act');
  });
  it('is to recover when an intent answers the trigger', () => expect(turnOf(5, { sequence: 6, fact: intended })).toMatchObject({ kind: 'recover' }));
  it('is over when an intent answers another trigger, or anything else came later', () => {
    expect(turnOf(4, { sequence: 6, fact: intended }).kind).toBe('stop');
    expect(turnOf(5, { sequence: 6, fact: fact({ stage: 'submit', state: 'succeeded', next: 'apply', trigger: 5 }) }).kind).toBe('stop');
  });
  it('counts a new attempt for a failure that is retried by itself, and none for a retry that carries its own', () => {
    expect(attemptOf({ state: 'failed', attempt: 2 })).toBe(3);
    expect(attemptOf({ state: 'retried', attempt: 2 })).toBe(2);
  });
  it('does not take an intent for the end of a run', () => {
    expect(isOver(intended)).toBe(false);
    expect(isOver({ state: 'failed', next: 'none' })).toBe(true);
    expect(isOver({ state: 'failed', next: 'publish' })).toBe(false);
  });
});

describe('the automatic retry', () => {
  const now = new Date('2026-01-01T00:00:00.000Z');
  const ask = (change: object) => nextAutomaticRetry({ failure, automaticRetries: 0, afterIntent: false, now, delaysSeconds: [10, 60, 300], ...change })?.toISOString();
  it('comes after the delay of its turn, and no more often than there are delays', () => {
    expect(ask({})).toBe('2026-01-01T00:00:10.000Z');
    expect(ask({ automaticRetries: 2 })).toBe('2026-01-01T00:05:00.000Z');
    expect(ask({ automaticRetries: 3 })).toBeUndefined();
  });
  it('never comes after an intent, nor for a failure that is not retryable', () => {
    expect(ask({ afterIntent: true })).toBeUndefined();
    expect(ask({ failure: { ...failure, retryable: false } })).toBeUndefined();
  });
  it('waits as long as the service asked, within an hour', () => {
    expect(ask({ failure: { ...failure, details: { retryAfterSeconds: 90 } } })).toBe('2026-01-01T00:01:30.000Z');
    expect(ask({ failure: { ...failure, details: { retryAfterSeconds: 1e9 } } })).toBe('2026-01-01T01:00:00.000Z');
    expect(ask({ failure: { ...failure, details: { retryAfterSeconds: -1 } } })).toBe('2026-01-01T00:00:10.000Z');
  });
});

describe('the plan of an operator\'s retry', () => {
  const failed = (change: object = {}) => ({ sequence: 9, fact: fact({ stage: 'publish', state: 'failed', next: 'none', attempt: 2, failure: { ...failure, code: 'github.unavailable', ...change } }) });
  it('resumes at the failed stage with the next attempt', () => expect(planRetry(failed())).toEqual({ ok: true, stage: 'publish', attempt: 3, trigger: 9 }));
  it('resumes where the failure says, and asks Codex anew only when its task can bring nothing any more', () => {
    expect(planRetry(failed({ resume: 'discover' }))).toMatchObject({ stage: 'discover' });
    expect(planRetry(failed({ code: 'codex.no_diff' }))).toMatchObject({ stage: 'submit' });
    expect(planRetry(failed({ code: 'codex.unavailable' }))).toMatchObject({ stage: 'publish' });
  });
  it('is refused for a run that is not failed, or not the lane\'s last', () => {
    expect(planRetry({ sequence: 1, fact: requested() })).toMatchObject({ ok: false, failure: { code: 'retry.not_failed' } });
    expect(planRetry({ sequence: 1, fact: fact({ stage: 'discover', state: 'succeeded', next: 'none' }) })).toMatchObject({ ok: false });
    expect(planRetry(failed(), 'other')).toMatchObject({ ok: false, failure: { code: 'retry.unsafe', details: { newerRun: 'other' } } });
  });
});
