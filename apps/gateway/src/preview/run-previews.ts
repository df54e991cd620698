// What a run would be, put together from what discovery finds now. Nothing is called that costs or changes anything.
import type { Questions, RunLog } from '#bus';
import {
  environmentAnswer, environmentSubject, inQueue, laneOf, previewAnswer, previewSubject, type CreateRun, type DiscoverOutput, type Execution, type PreviewQuestion, type RunPreview,
} from '#contracts';
import { isOver, phaseEffects, phasePreview } from '#domain';
import { busUnavailable, invalidField } from '../problems/api-problem';
import { failureProblem, serviceSilent } from '../problems/failure-problem';
import { orderOf, type OrderRules, type RunOrder } from '../runs/run-order';

export interface RunPreviewParts {
  questions: Pick<Questions, 'ask'>;
  log: Pick<RunLog, 'lastOfLane'>;
  rules: OrderRules;
  /** Where operators reach the console. */
  publicUrl: string | undefined;
}

/** Discovery reads GitHub meanwhile. */
const patience = 15_000;
/** No skill is invoked by this release. */
const execution: Execution = { selectedSkill: null, executionPath: 'direct_only', usedSkills: false, usedFallback: false, shadowModeRequested: false };

export class RunPreviews {
  constructor(private readonly parts: RunPreviewParts) {}

  /** @throws ApiProblem 400, 403, 422 what the run would fail with, 503 */
  async of(body: CreateRun, principal: string): Promise<RunPreview> {
    const order = orderOf(body, this.parts.rules);
    if (order.chain[0] !== 'discover') throw invalidField('workflow', 'is one that has no preview: it reads no phase');
    const { repository, baseBranch, agent, queue } = order.request;
    const [discover, environment] = await Promise.all([this.discover({ repository, baseBranch, featureKey: order.featureKey }), this.environmentOf(repository, queue)]);
    const request = { ...order.request, featureKey: discover.featureKey, createdBy: principal };
    const runUrl = (id: string): string | null => (this.parts.publicUrl ? `${this.parts.publicUrl.replace(/\/+$/, '')}/runs/${id}` : null);
    const { tasksFileDigest: _, ...found } = discover;
    return {
      ...found, repository, agent, environment, execution, chain: chainOf(order, discover),
      ...phasePreview({ request, discover, runUrl }), effects: phaseEffects({ request, discover, environment }), running: await this.running(repository, discover.featureKey),
    };
  }

  private async discover(question: PreviewQuestion): Promise<DiscoverOutput> {
    const answer = await this.parts.questions.ask(previewSubject, question, previewAnswer, patience).catch((error: unknown) => { throw serviceSilent('discovery', error); });
    if ('failure' in answer) throw failureProblem(answer.failure);
    return answer.discover;
  }

  /** Null also when nobody answers: it is shown, not needed. */
  private async environmentOf(repository: string, queue: string | undefined): Promise<string | null> {
    const answer = await this.parts.questions.ask(inQueue(environmentSubject, queue), { repository }, environmentAnswer).catch(() => undefined);
    return answer?.environment ?? null;
  }

  private async running(repository: string, featureKey: string): Promise<RunPreview['running']> {
    const last = await this.parts.log.lastOfLane(laneOf(repository, featureKey)).catch((error: unknown) => { throw busUnavailable(error); });
    return last && !isOver(last.fact) ? { runId: last.fact.runId } : null;
  }
}

/** With nothing open a run ends after its first stage. */
function chainOf({ chain }: RunOrder, { phase }: DiscoverOutput): string[] {
  return phase ? chain : chain.slice(0, 1);
}
