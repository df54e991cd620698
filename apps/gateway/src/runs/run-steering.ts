// What an operator does with a run that is there: resumes it where it failed, has another answer published, or cancels it.
import { randomUUID } from 'node:crypto';
import { ArtifactGone, jsonForm, type ArtifactStore } from '#artifacts';
import type { RunLog } from '#bus';
import { operatorStage, type Artifact, type RetryRun, type StoredFact } from '#contracts';
import { isOver, planChoice, planRetry } from '#domain';
import { currentTraceId } from '#platform';
import { ApiProblem, artifactsUnwritable, busUnavailable, conflict, invalidField, runUnknown } from '../problems/api-problem';
import type { Lanes } from './lane-claim';
import { cancelledFact, contextBefore, retriedFact, type Resumption, type Speaking } from './operator-facts';
import type { PhaseCheck } from './phase-check';
import { artifactsNeededBy } from './resumed-stage';

export interface RunSteeringParts { log: RunLog; lanes: Lanes; artifacts: ArtifactStore; phases: Pick<PhaseCheck, 'requireSame'>; worker: string }

export class RunSteering {
  constructor(private readonly parts: RunSteeringParts) {}

  /** Starts the failed stage again with what it was given. @throws ApiProblem 404, 409 with the way out, 503 */
  async resume(runId: string, { notes, taskId }: Pick<RetryRun, 'notes' | 'taskId'>, actor: string): Promise<StoredFact> {
    const { fact: { lane } } = await this.last(runId);
    return this.parts.lanes.say(lane, async (lastOfLane) => {
      const last = lastOfLane?.fact.runId === runId ? lastOfLane : await this.last(runId);
      const plan = planRetry(last, lastOfLane && lastOfLane.fact.runId !== runId ? lastOfLane.fact.runId : undefined);
      if (!plan.ok) throw conflict(plan.failure, lastOfLane?.fact.runId === runId ? undefined : lastOfLane?.fact.runId);
      const { stage, attempt, trigger } = plan;
      if (taskId !== undefined && stage !== 'submit') throw invalidField('taskId', `names a task for the stage submit, but the run goes on at ${stage}`);
      if (!last.fact.context.chain.includes(stage)) throw unsafe(`The stage ${stage} is not part of this run.`);
      await this.requireReadable(stage, artifactsNeededBy(stage, last.fact.context));
      if (stage !== 'discover') await this.parts.phases.requireSame(last.fact.context);
      const context = contextBefore(stage, last.fact.context);
      const artifact = await this.keepContext(last, { stage, attempt, trigger, context, taskId, notes }, actor);
      return { append: retriedFact(last, { stage, attempt, trigger, context, taskId, notes, artifact }, this.speaking(actor)) };
    });
  }

  /** Publishes another of the agent's answers in place of the one that was taken. @throws ApiProblem 404, 409 with the way out, 503 */
  async choose(runId: string, { notes, candidate }: { notes?: string | undefined; candidate: number }, actor: string): Promise<StoredFact> {
    const { fact: { lane } } = await this.last(runId);
    return this.parts.lanes.say(lane, async (lastOfLane) => {
      const last = lastOfLane?.fact.runId === runId ? lastOfLane : await this.last(runId);
      const newerRun = lastOfLane && lastOfLane !== last ? lastOfLane.fact.runId : undefined;
      const earlier = await this.parts.log.factsOfRun(runId).catch((error: unknown) => { throw busUnavailable(error); });
      const plan = planChoice({ facts: [...earlier.filter(({ sequence }) => sequence < last.sequence), last], candidate, newerRun });
      if (!plan.ok) throw conflict(plan.failure, newerRun);
      const { stage, attempt, trigger, context, patch } = plan;
      await this.requireReadable(stage, [patch]);
      await this.parts.phases.requireSame(context);
      const artifact = await this.keepContext(last, { stage, attempt, trigger, context, candidate, notes }, actor);
      return { append: retriedFact(last, { stage, attempt, trigger, context, candidate, notes, artifact }, this.speaking(actor)) };
    });
  }

  /** @throws ApiProblem 404, 409 when the run is over, 503 */
  async cancel(runId: string, reason: string | undefined, actor: string): Promise<StoredFact> {
    const { fact: { lane } } = await this.last(runId);
    return this.parts.lanes.say(lane, (last) => {
      if (!last || last.fact.runId !== runId || isOver(last.fact)) {
        throw conflict({ code: 'run.over', message: 'The run is over.', remediation: 'There is nothing to cancel; a pull request that it opened is closed on GitHub.' });
      }
      return { append: cancelledFact(last, reason, this.speaking(actor)) };
    });
  }

  /** The last fact of the run. @throws ApiProblem 404, 503 */
  async last(runId: string): Promise<StoredFact> {
    const last = await this.parts.log.lastOfRun(runId).catch((error: unknown) => { throw busUnavailable(error); });
    if (!last) throw runUnknown(runId);
    return last;
  }

  private async requireReadable(stage: string, needed: readonly Artifact[]): Promise<void> {
    for (const artifact of needed) {
      try {
        await this.parts.artifacts.read(artifact);
      } catch (error) {
        if (error instanceof ArtifactGone) throw unsafe(`${stage} needs the artifact ${artifact.path}, but ${error.message}.`);
        throw error;
      }
    }
  }

  /** What will be replayed, for whoever wants to know later. */
  private async keepContext(last: StoredFact, resumption: Omit<Resumption, 'artifact'>, actor: string): Promise<Artifact> {
    const { stage, attempt, trigger, context, taskId, candidate, notes } = resumption;
    const mode = candidate === undefined ? 'resume_failed_task' : 'choose_candidate';
    const kept = { runId: last.fact.runId, mode, stage, attempt, trigger, actor, notes, taskId, candidate, at: new Date().toISOString(), failure: last.fact.failure, context };
    return this.parts.artifacts.write({ runId: last.fact.runId, stage: operatorStage, attempt, kind: 'retry_context' }, `${JSON.stringify(kept, undefined, 2)}\n`, jsonForm)
      .catch((error: unknown) => { throw artifactsUnwritable(this.parts.artifacts, error); });
  }

  private speaking(actor: string): Speaking {
    return { id: randomUUID(), now: new Date(), worker: this.parts.worker, actor, traceId: currentTraceId() };
  }
}

function unsafe(message: string): ApiProblem {
  return conflict({ code: 'retry.unsafe', message, remediation: 'Start again with the mode restart_from_discovery, which looks at the repository afresh.' });
}
