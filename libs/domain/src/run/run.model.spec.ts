// The run state machine against random lives: whatever order repeats, retries and cancels come in, the fold and the turn rule hold.
import * as fc from 'fast-check';
import { nobody, operatorStage, readTrigger, type Fact, type Run, type StoredFact } from '#contracts';
import { context, fact, requested } from '../../../contracts/fixtures/sample-facts';
import { evolve } from './evolve';
import { planRetry } from './retry-plan';
import { attemptOf, isOver, turnOf } from './turn';

const { chain } = context;
const failure = { code: 'github.unavailable', message: 'no answer', remediation: 'wait', retryable: true };
const deeds = ['intend', 'succeed', 'succeed', 'succeed', 'fail', 'retryByItself', 'retry', 'cancel'] as const;
const life = fc.array(fc.constantFrom(...deeds), { maxLength: 40 });
const rounds = { numRuns: 500 };

/** The facts that workers and operators append who keep to the rules; a deed that nobody may do now appends nothing. */
function live(wanted: readonly (typeof deeds)[number][]): StoredFact[] {
  const facts: StoredFact[] = [{ sequence: 1, fact: requested() }];
  for (const deed of wanted) {
    const next = follow(facts, deed);
    if (next) facts.push({ sequence: facts.length + 1, fact: next });
  }
  return facts;
}

function follow(facts: readonly StoredFact[], deed: (typeof deeds)[number]): Fact | undefined {
  const last = facts.at(-1)!;
  if (deed === 'retry') {
    const plan = planRetry(last);
    return plan.ok ? fact({ stage: operatorStage, state: 'retried', next: plan.stage, attempt: plan.attempt, trigger: plan.trigger }) : undefined;
  }
  if (isOver(last.fact)) return undefined;
  if (deed === 'cancel') return fact({ stage: operatorStage, state: 'cancelled', next: nobody, attempt: attemptOf(last.fact), trigger: last.sequence, actor: 'ada' });
  const trigger = last.fact.state === 'intended' ? facts.find(({ sequence }) => sequence === last.fact.trigger)! : last;
  const { stage } = readTrigger(trigger.fact.next);
  const frame = { stage, attempt: attemptOf(trigger.fact), trigger: trigger.sequence };
  switch (deed) {
    case 'intend': return last === trigger ? fact({ ...frame, state: 'intended', next: nobody, intent: { marker: `m-${frame.attempt}` } }) : undefined;
    case 'succeed': return fact({ ...frame, state: 'succeeded', next: chain[chain.indexOf(stage) + 1] ?? nobody });
    case 'fail': return fact({ ...frame, state: 'failed', next: nobody, failure });
    case 'retryByItself': return fact({ ...frame, state: 'failed', next: stage, failure, notBefore: '2026-01-01T01:00:00.000Z' });
  }
}

const fold = (facts: readonly StoredFact[]): Run => facts.reduce<Run | undefined>(evolve, undefined)!;
const ended = ['succeeded', 'failed', 'cancelled'];

describe('any life of a run', () => {
  it('folds to the same run however often facts are repeated and however late old ones come again', () => {
    fc.assert(fc.property(life, fc.array(fc.nat(), { maxLength: 60 }), (wanted, draws) => {
      const facts = live(wanted);
      const noisy = facts.flatMap((one, index) => [one, ...draws.filter((draw) => draw % facts.length === index).map((draw) => facts[draw % (index + 1)]!)]);
      expect(fold(noisy)).toEqual(fold(facts));
    }), rounds);
  });

  it('changes no fact and no run that it was given', () => {
    fc.assert(fc.property(life, (wanted) => {
      const facts = live(wanted);
      const before = structuredClone(facts);
      facts.reduce<Run | undefined>((run, one) => evolve(run && deepFrozen(run), deepFrozen(one)), undefined);
      expect(facts).toEqual(before);
    }), rounds);
  });

  it('is over exactly when nobody acts next, and then says when, with every stage of its chain accounted for and none open', () => {
    fc.assert(fc.property(life, (wanted) => {
      const facts = live(wanted);
      const run = fold(facts);
      const over = isOver(facts.at(-1)!.fact);
      expect([run.finishedAt !== null, ended.includes(run.status)]).toEqual([over, over]);
      const open = run.tasks.filter(({ status }) => status === 'queued' || status === 'running');
      expect(open).toHaveLength(over ? 0 : 1);
      if (over) expect(new Set(run.tasks.map(({ taskName }) => taskName))).toEqual(new Set(chain));
    }), rounds);
  });

  it('never counts an attempt down, and has each attempt of a stage once', () => {
    fc.assert(fc.property(life, (wanted) => {
      const facts = live(wanted);
      const attempts = facts.map((_, index) => fold(facts.slice(0, index + 1)).attempt);
      expect(attempts).toEqual(attempts.toSorted((one, other) => one - other));
      const { tasks } = fold(facts);
      expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    }), rounds);
  });

  it('gives the turn to one trigger at most, whichever old message is delivered', () => {
    fc.assert(fc.property(life, (wanted) => {
      const facts = live(wanted);
      const last = facts.at(-1)!;
      const acting = facts.filter((one) => one.fact.next !== nobody && turnOf(one.sequence, last).kind !== 'stop');
      expect(acting).toHaveLength(isOver(last.fact) ? 0 : 1);
      const [trigger] = acting;
      if (trigger) expect(fold(facts)).toMatchObject({ phase: readTrigger(trigger.fact.next).stage, attempt: attemptOf(trigger.fact) });
    }), rounds);
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}
