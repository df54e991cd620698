// Accepts new runs: checks, names the feature, claims the lane.
import { randomUUID } from 'node:crypto';
import type { Questions, RunLog } from '#bus';
import { featureAnswer, featureSubject, laneOf, unresolvedFeature, type CreateRun, type FeatureQuestion, type StoredFact } from '#contracts';
import { isOver } from '#domain';
import { currentTraceId } from '#platform';
import { ApiProblem, busUnavailable, conflict } from '../problems/api-problem';
import type { Brakes } from '../brakes/brakes';
import type { Admission } from '../readiness/admission';
import { requestedFact, type NewRun } from './operator-facts';
import { digestOf, runIdOf } from './run-identity';
import type { Lanes } from './lane-claim';
import { restartBody } from './restart';
import { isSafeFeature, orderOf, type OrderRules } from './run-order';
import type { SpecificationTexts } from './specification-texts';

export interface RunCreationParts {
  log: RunLog;
  lanes: Lanes;
  questions: Pick<Questions, 'ask'>;
  admission: Admission;
  brakes: Pick<Brakes, 'requireStarting' | 'requireFeature' | 'requireReviewed'>;
  rules: OrderRules;
  texts: Pick<SpecificationTexts, 'keep' | 'read'>;
  worker: string;
}

export interface Ordering {
  /** The name of the operator. */
  principal: string;
  idempotencyKey?: string | undefined;
  restartOf?: string | undefined;
}

/** `begun` is the fact that began the run: stored now, or earlier under the same key. */
export interface Accepted { begun: StoredFact; isNew: boolean }

/** How long discovery may take to name the feature before the run is accepted without. */
const featurePatience = 8000;

export class RunCreation {
  constructor(private readonly parts: RunCreationParts) {}

  /** @throws ApiProblem */
  async create(body: CreateRun, { principal, idempotencyKey, restartOf }: Ordering): Promise<Accepted> {
    const order = orderOf(body, this.parts.rules);
    this.parts.brakes.requireStarting();
    await this.parts.admission.admit({ chain: order.chain, agent: order.request.agent, queue: order.request.queue });
    const { repository, baseBranch } = order.request;
    const featureKey = order.featureKey ?? await this.featureOf({ repository, ...(baseBranch === undefined ? {} : { baseBranch }) });
    const lane = laneOf(repository, featureKey);
    const runId = runIdOf(principal, lane, idempotencyKey);
    const run: NewRun = {
      runId, lane, requestDigest: digestOf(body),
      context: { chain: order.chain, request: { ...order.request, featureKey, createdBy: principal, ...(restartOf === undefined ? {} : { restartOf }) } },
    };
    const earlier = idempotencyKey === undefined ? undefined : await this.earlier(run);
    if (earlier) return { begun: earlier, isNew: false };
    if (restartOf === undefined) await this.parts.brakes.requireReviewed(repository);
    if (body.specifyText !== undefined) run.context.request.specification = await this.parts.texts.keep(runId, body.specifyText);
    return this.claim(run, principal);
  }

  /** Orders the same again, as if it were ordered now. @throws ApiProblem */
  async restart({ fact }: StoredFact, notes: string | undefined, principal: string): Promise<Accepted> {
    const { specification } = fact.context.request;
    const text = specification && await this.parts.texts.read(specification);
    return this.create(restartBody(fact, { notes, specifyText: text }), { principal, restartOf: fact.runId });
  }

  private async claim(run: NewRun, actor: string): Promise<Accepted> {
    const fact = requestedFact(run, { id: randomUUID(), now: new Date(), worker: this.parts.worker, actor, traceId: currentTraceId() });
    const begun = await this.parts.lanes.begin(fact, async (last) => {
      if (!last) return { append: fact };
      if (last.fact.runId === run.runId) return { stored: await this.earlier(run, last) ?? last };
      if (!isOver(last.fact)) throw inProgress(last);
      // A person who starts this very run again has seen what came of it.
      const { repository, featureKey, restartOf } = run.context.request;
      if (restartOf === undefined) await this.parts.brakes.requireFeature(repository, featureKey);
      return { append: fact };
    });
    return { begun, isNew: begun.fact.id === fact.id };
  }

  /** The run of the same key; a replica of the stream may show less than `last`, which its leader has shown. @throws ApiProblem 409 when it was asked for with another body */
  private async earlier(run: NewRun, last?: StoredFact): Promise<StoredFact | undefined> {
    const [first = last] = await this.parts.log.factsOfRun(run.runId).catch((error: unknown) => { throw busUnavailable(error); });
    if (first?.fact.state === 'requested' && first.fact.requestDigest !== run.requestDigest) {
      throw conflict({ code: 'idempotency.conflict', message: 'This Idempotency-Key was used with another request.', remediation: 'Repeat the request exactly as it was, or use a new key.' }, run.runId);
    }
    return first;
  }

  private async featureOf(question: FeatureQuestion): Promise<string> {
    const answer = await this.parts.questions.ask(featureSubject, question, featureAnswer, featurePatience).catch(() => undefined);
    return answer && 'featureKey' in answer && isSafeFeature(answer.featureKey) ? answer.featureKey : unresolvedFeature;
  }
}

function inProgress({ fact }: StoredFact): ApiProblem {
  return conflict({
    code: 'run.in_progress', message: `Run ${fact.runId} of this feature is still on its way.`,
    remediation: 'Follow that run, or cancel it first; a feature has one run at a time.',
  }, fact.runId);
}
