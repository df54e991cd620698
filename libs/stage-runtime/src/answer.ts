// The facts with which a stage answers its trigger, as pure functions.
import type { Fact, Failure, StoredFact } from '#contracts';
import { factVersion, nobody, triggerToken } from '#contracts';
import { attemptOf } from '#domain';
import { waitedUntil, type StageRemarks } from './stage-context';

/** Everything an answer takes from outside. */
export interface Answering {
  trigger: StoredFact;
  stage: string;
  worker: string;
  id: string;
  now: Date;
  startedAt: Date;
}

export function intentFact(answering: Answering, intent: Record<string, unknown>): Fact {
  return { ...frame(answering), state: 'intended', next: nobody, context: answering.trigger.fact.context, intent };
}

/**
 * `output` joins the context under the stage's name; the chain says who is next, unless the stage has ended the run.
 * What earlier stages brought is in their own facts: it is not carried on where nobody follows, since bytes synced to disk are what a stream is slow at.
 */
export function successFact(answering: Answering, output: unknown, remarks: StageRemarks): Fact {
  const { context } = answering.trigger.fact;
  const following = remarks.outcome ? undefined : followerOf(context.chain, answering.stage, remarks.continueAt);
  return {
    ...frame(answering), state: 'succeeded', next: following ? triggerToken(following, context.request) : nobody,
    context: { ...(following ? context : { chain: context.chain, request: context.request }), [answering.stage]: output },
    ...(following ? {} : { outcome: remarks.outcome ?? 'succeeded' }),
    ...remarked(remarks, answering.now),
  };
}

/** The next stage of the chain, or a later one that the stage has named. */
function followerOf(chain: readonly string[], stage: string, named: string | undefined): string | undefined {
  const later = chain.slice(chain.indexOf(stage) + 1);
  return named !== undefined && later.includes(named) ? named : later[0];
}

/** `retryAt` makes the stage try again by itself; without it the run waits for the operator. The trigger's context stays, so that a retry needs nothing else. */
export function failureFact(answering: Answering, failure: Failure, remarks: StageRemarks | undefined, retryAt?: Date): Fact {
  const { fact } = answering.trigger;
  return {
    ...frame(answering), state: 'failed', next: retryAt ? triggerToken(answering.stage, fact.context.request) : nobody, context: fact.context, failure,
    // What the operator said holds until the stage has come to its end.
    ...(retryAt ? { notBefore: retryAt.toISOString(), automaticRetries: automaticRetriesOf(fact) + 1, ...(fact.retry ? { retry: fact.retry } : {}) } : {}),
    ...(remarks ? remarked(remarks, answering.now) : {}),
  };
}

/** How often the stage was already tried again by itself since a person last spoke. */
export function automaticRetriesOf(trigger: Fact): number {
  return trigger.state === 'failed' ? trigger.automaticRetries ?? 0 : 0;
}

function frame({ trigger, stage, worker, id, now, startedAt }: Answering) {
  const { fact, sequence } = trigger;
  return {
    v: factVersion, id, runId: fact.runId, lane: fact.lane, stage, attempt: attemptOf(fact), trigger: sequence,
    at: now.toISOString(), startedAt: startedAt.toISOString(), worker,
  } as const;
}

function remarked(remarks: StageRemarks, now: Date): Partial<Fact> {
  const { message, credentialAudit, execution, artifacts } = remarks;
  const waitedMs = waitedUntil(now, remarks);
  return {
    execution,
    ...(waitedMs > 0 ? { waitedMs } : {}),
    ...(message ? { message } : {}),
    ...(credentialAudit ? { credentialAudit } : {}),
    ...(artifacts.size > 0 ? { artifacts: [...artifacts.values()] } : {}),
  };
}
