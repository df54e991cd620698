// What operators say, as facts: requested, retried, cancelled. Pure.
import type { Artifact, Fact, RunContext, StageName, StoredFact } from '#contracts';
import { factVersion, nobody, operatorStage, triggerToken } from '#contracts';
import { attemptOf } from '#domain';

/** Everything a fact takes from outside. */
export interface Speaking {
  id: string;
  now: Date;
  worker: string;
  /** The name of the operator. */
  actor: string;
  traceId: string | undefined;
}

export interface NewRun { runId: string; lane: string; context: RunContext & { chain: StageName[] }; requestDigest: string }

export function requestedFact({ runId, lane, context, requestDigest }: NewRun, speaking: Speaking): Fact {
  const { specification } = context.request;
  return {
    ...frame(speaking), runId, lane, state: 'requested', next: triggerToken(context.chain[0] ?? nobody, context.request), attempt: 1, trigger: 0, context, requestDigest,
    ...(specification ? { artifacts: [specification] } : {}),
  };
}

export interface Resumption { stage: string; attempt: number; trigger: number; context: RunContext; taskId?: string | undefined; candidate?: number | undefined; notes?: string | undefined; artifact: Artifact }

export function retriedFact({ fact }: StoredFact, { stage, attempt, trigger, context, taskId, candidate, notes, artifact }: Resumption, speaking: Speaking): Fact {
  return {
    ...frame(speaking), runId: fact.runId, lane: fact.lane, state: 'retried', next: triggerToken(stage, context.request), attempt, trigger, context, artifacts: [artifact],
    retry: candidate === undefined ? { mode: 'resume_failed_task', stage, ...(taskId === undefined ? {} : { taskId }) } : { mode: 'choose_candidate', stage, candidate },
    ...(notes === undefined ? {} : { notes }),
  };
}

/** In the pause before a retry it ends the attempt that would have come. */
export function cancelledFact({ fact, sequence }: StoredFact, reason: string | undefined, speaking: Speaking): Fact {
  return {
    ...frame(speaking), runId: fact.runId, lane: fact.lane, state: 'cancelled', next: nobody, attempt: attemptOf(fact), trigger: sequence, context: fact.context,
    ...(reason === undefined ? {} : { notes: reason }),
  };
}

/** The context a stage is given again: what earlier stages of the chain produced, without its own output and that of later ones. */
export function contextBefore(stage: string, context: RunContext): RunContext {
  const later = context.chain.slice(context.chain.indexOf(stage));
  return Object.fromEntries(Object.entries(context).filter(([name]) => !later.includes(name))) as RunContext;
}

function frame({ id, now, worker, actor, traceId }: Speaking) {
  return { v: factVersion, id, stage: operatorStage, at: now.toISOString(), worker, actor, ...(traceId ? { traceId } : {}) } as const;
}
