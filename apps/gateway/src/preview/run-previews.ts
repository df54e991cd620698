// What a run would be, put together from what discovery finds now. Nothing is called that costs or changes anything.
import type { Questions, RunLog } from '#bus';
import {
  environmentAnswer, environmentSubject, executionAnswer, executionSubject, inQueue, laneOf, placeAnswer, placeSubject, previewAnswer, previewSubject,
  type CreateRun, type DiscoverOutput, type Execution, type ExecutionQuestion, type PlaceQuestion, type Preview, type PreviewQuestion, type RunPreview, type SpecificationPlace, type WritingPreview,
} from '#contracts';
import { isOver, phaseEffects, phasePreview, writingPreview, writingSteps } from '#domain';
import type { Brakes } from '../brakes/brakes';
import { busUnavailable } from '../problems/api-problem';
import { failureProblem, serviceSilent } from '../problems/failure-problem';
import { orderOf, type OrderRules, type RunOrder } from '../runs/run-order';

export interface RunPreviewParts {
  questions: Pick<Questions, 'ask'>;
  log: Pick<RunLog, 'lastOfLane'>;
  rules: OrderRules;
  brakes: Pick<Brakes, 'holding'>;
  /** Where operators reach the console. */
  publicUrl: string | undefined;
}

/** Who is asked reads GitHub meanwhile. */
const patience = 15_000;
/** Where no runner answers, the preview shows Specline's own prompt and says that nobody knows. */
const unknown: Execution = { selectedSkill: null, executionPath: 'direct_only', usedSkills: false, usedFallback: false, shadowModeRequested: false, why: 'not known: no codex-runner answers' };

export class RunPreviews {
  constructor(private readonly parts: RunPreviewParts) {}

  /** @throws ApiProblem 400, 403, 422 what the run would fail with, 503 */
  async of(body: CreateRun, principal: string): Promise<Preview> {
    const order = orderOf(body, this.parts.rules);
    return order.request.workflow === 'specify' ? this.ofWriting(order, body.specifyText ?? '') : this.ofPhase(order, principal);
  }

  private async ofPhase(order: RunOrder, principal: string): Promise<RunPreview> {
    const { repository, baseBranch, agent, queue } = order.request;
    const [discover, environment] = await Promise.all([this.discover({ repository, baseBranch, featureKey: order.featureKey }), this.environmentOf(repository, queue)]);
    const { submit: execution = unknown } = discover.phase ? await this.executionsOf({ repository, agent, baseSha: discover.baseSha, stages: ['submit'] }, queue) : {};
    const request = { ...order.request, featureKey: discover.featureKey, createdBy: principal };
    const runUrl = (id: string): string | null => (this.parts.publicUrl ? `${this.parts.publicUrl.replace(/\/+$/, '')}/runs/${id}` : null);
    const { tasksFileDigest: _, ...found } = discover;
    return {
      workflow: 'next-phase', ...found, repository, agent, environment, execution, chain: chainOf(order, discover),
      ...phasePreview({ request, discover, execution, runUrl }), effects: phaseEffects({ request, discover, environment }), running: await this.running(repository, discover.featureKey), brakes: await this.parts.brakes.holding(repository, discover.featureKey),
    };
  }

  private async ofWriting({ request, chain, featureKey = '' }: RunOrder, specification: string): Promise<WritingPreview> {
    const { repository, agent, queue, baseBranch } = request;
    const place = await this.placeOf({ repository, baseBranch, featureKey }, queue);
    const base = { branch: place?.baseBranch ?? baseBranch ?? null, sha: place?.baseSha ?? null };
    const found = await this.executionsOf({ repository, agent, baseSha: base.sha, stages: [...writingSteps] }, queue);
    const executions = Object.fromEntries(writingSteps.map((step) => [step, found[step] ?? unknown]));
    return {
      workflow: 'specify', repository, agent, baseBranch: base.branch, baseSha: base.sha, chain, executions,
      ...writingPreview({ request, base, featureKey: place?.featureKey ?? featureKey, specification, executions }), running: await this.running(repository, featureKey), brakes: await this.parts.brakes.holding(repository, featureKey),
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

  /** Undefined when nobody answers. @throws ApiProblem what the run would fail with */
  private async placeOf(question: PlaceQuestion, queue: string | undefined): Promise<SpecificationPlace | undefined> {
    const answer = await this.parts.questions.ask(inQueue(placeSubject, queue), question, placeAnswer, patience).catch(() => undefined);
    if (answer && 'failure' in answer) throw failureProblem(answer.failure);
    return answer?.place;
  }

  /** Empty when nobody answers. @throws ApiProblem what the run would fail with */
  private async executionsOf(question: ExecutionQuestion, queue: string | undefined): Promise<Record<string, Execution>> {
    const answer = await this.parts.questions.ask(inQueue(executionSubject, queue), question, executionAnswer, patience).catch(() => ({ executions: {} }));
    if ('failure' in answer) throw failureProblem(answer.failure);
    return answer.executions;
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
