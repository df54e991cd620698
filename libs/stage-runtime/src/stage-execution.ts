// One attempt of one stage, from its first news to its closing fact.
import type { Delivery } from '#bus';
import { AppendUnclear, LaneMoved, StreamFull } from '#bus';
import { jsonForm } from '#artifacts';
import type { Fact, Failure, News, StoredFact } from '#contracts';
import { isStageName, stageCatalogue } from '#contracts';
import { StageFailure, asksAgent, attemptOf, defaultRetryDelaysSeconds, nextAutomaticRetry, turnOf, type Turn } from '#domain';
import { currentTraceId, stageMetrics, traceHeaders, type Logger } from '#platform';
import { automaticRetriesOf, failureFact, intentFact, successFact, type Answering } from './answer';
import { StageContext, Superseded } from './stage-context';
import type { StageRuntimeParts } from './runtime-parts';
import { unexpectedFailure } from './unexpected-failure';

/** Runs the handler that belongs to the stage and gives what it returned. */
export type RunHandler = (input: unknown, context: StageContext) => Promise<unknown>;

/** A stage that is over sooner has no news to tell: its closing fact says it all. */
const newsDelay = 50;
/** Longer than a call to the outside may take, so that what it brought into being is known. */
const stopGrace = 45_000;

export interface ExecutionParts { stage: string; trigger: StoredFact; turn: Turn; delivery: Delivery }

export class StageExecution {
  private readonly controller = new AbortController();
  private readonly context: StageContext;
  private readonly startedAt: Date;
  private readonly logger: Logger;
  /** What the lane's last fact must be for the next append to be ours. */
  private expectedSequence: number;
  private afterIntent: boolean;

  constructor(private readonly parts: StageRuntimeParts, private readonly execution: ExecutionParts) {
    const { trigger, turn, stage } = execution;
    const intended = turn.kind === 'recover' ? turn.intended : undefined;
    this.startedAt = intended?.fact.startedAt ? new Date(intended.fact.startedAt) : parts.now();
    this.expectedSequence = intended?.sequence ?? trigger.sequence;
    this.afterIntent = intended !== undefined;
    this.logger = parts.logger.child({ run: trigger.fact.runId, stage, attempt: attemptOf(trigger.fact), traceId: currentTraceId() });
    this.context = new StageContext({
      trigger, stage, attempt: attemptOf(trigger.fact), signal: this.controller.signal, logger: this.logger, artifacts: parts.artifacts, now: parts.now,
      recovering: intended ? { data: intended.fact.intent ?? {}, at: new Date(intended.fact.at) } : undefined,
      tell: (news) => this.tell(news),
      appendIntent: (data) => this.announce(data),
      redact: (text) => parts.redactor.text(text),
    });
  }

  /** @returns whether the trigger has been answered, by this handler or by somebody else */
  async carryOut(handler: RunHandler): Promise<boolean> {
    const started = setTimeout(() => this.tell({ kind: 'started' }), newsDelay);
    const deadline = setTimeout(() => this.controller.abort(this.deadlineFailure()), deadlineOf(this.execution.stage));
    this.execution.delivery.onHeartbeat(() => void this.lookAgain());
    try {
      return await this.close(await this.outcome(handler));
    } catch (error) {
      if (error instanceof Superseded) return await this.standDown();
      if (error instanceof LaneMoved) {
        // Perhaps only an intent that a lagging replica did not show: whether the trigger is answered, the next look tells.
        await this.standDown();
        return false;
      }
      if (error instanceof AppendUnclear || error instanceof StreamFull) {
        this.logger.warn({ error }, 'the stream did not take the fact; the stage looks again');
        return false;
      }
      throw error;
    } finally {
      clearTimeout(started);
      clearTimeout(deadline);
    }
  }

  /** The handler never came to an end in many deliveries: say so instead of trying for ever. */
  async giveUp(losses: number): Promise<boolean> {
    const { stage } = this.execution;
    const failure: Failure = {
      code: 'worker.crash_loop', retryable: false, resume: stage,
      message: `The worker was lost ${losses} times while it carried out ${stage}.`,
      remediation: `Look into the log of the service that hosts ${stage} for what ends it (memory, a crash), mend that, then retry the run.`,
    };
    try {
      await this.append(failureFact(this.answering(), failure, undefined));
      return true;
    } catch (error) {
      if (error instanceof LaneMoved) return false;
      throw error;
    }
  }

  private async outcome(handler: RunHandler): Promise<Fact> {
    try {
      const output = await this.untilStopped(this.handle(handler));
      this.parts.passing?.('handled', this.execution.stage);
      await this.context.closeLogs();
      return successFact(this.answering(), output, this.context.remarks);
    } catch (error) {
      const reason = this.controller.signal.aborted ? (this.controller.signal.reason as unknown) : error;
      if (reason instanceof Superseded || reason instanceof LaneMoved || reason instanceof AppendUnclear || reason instanceof StreamFull) throw reason;
      await this.context.closeLogs();
      return this.failed(reason instanceof StageFailure ? reason.failure : unexpectedFailure(this.execution.stage, reason));
    }
  }

  private async handle(handler: RunHandler): Promise<unknown> {
    const { stage, trigger } = this.execution;
    if (!isStageName(stage)) throw new StageFailure({ code: 'stage.retired', message: `The stage ${stage} is no longer part of Specline.`, remediation: 'Start the run again from discovery.' });
    const definition = stageCatalogue[stage];
    const output = await handler(definition.input.parse(trigger.fact.context), this.context);
    return definition.output.parse(output);
  }

  /** Ends with the handler, or a grace period after it was told to stop: a handler that does not listen must not hold the stage. */
  private async untilStopped<T>(handled: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    handled.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => { timer = setTimeout(() => reject(signal.reason as Error), stopGrace); }, { once: true });
    });
    try {
      return await Promise.race([handled, stopped]);
    } finally {
      clearTimeout(timer);
    }
  }

  private failed(failure: Failure): Fact {
    const retryAt = nextAutomaticRetry({
      failure, afterIntent: this.afterIntent, now: this.parts.now(),
      automaticRetries: automaticRetriesOf(this.execution.trigger.fact), delaysSeconds: this.parts.retryDelaysSeconds ?? defaultRetryDelaysSeconds,
    });
    this.logger.warn({ code: failure.code, retryAt }, failure.message);
    return failureFact(this.answering(), failure, this.context.remarks, retryAt);
  }

  private async close(fact: Fact): Promise<boolean> {
    await this.append(fact);
    this.parts.passing?.('told', this.execution.stage);
    const seconds = (Date.parse(fact.at) - this.startedAt.getTime()) / 1000;
    stageMetrics.record({ stage: this.execution.stage, state: fact.state, seconds, ...(fact.failure ? { code: fact.failure.code } : {}), ...promptOf(fact) });
    this.logger.info({ state: fact.state, next: fact.next, seconds }, `${this.execution.stage} ${fact.state}`);
    return true;
  }

  /** Somebody else has spoken. What came into being meanwhile is written down, so that nobody has to search for it. */
  private async standDown(): Promise<true> {
    const { effects } = this.context.remarks;
    await this.context.closeLogs().catch(() => undefined);
    if (effects.length > 0) {
      const place = { runId: this.context.runId, stage: this.context.stage, attempt: this.context.attempt, kind: 'late_effect' as const };
      const content = { at: this.parts.now().toISOString(), worker: this.parts.worker, why: 'the run had moved on when this came into being', effects };
      await this.parts.artifacts.write(place, this.parts.redactor.text(JSON.stringify(content, null, 2)), jsonForm);
    }
    this.logger.info({ effects: effects.length }, 'stood down: the run has moved on');
    return true;
  }

  private async announce(data: Record<string, unknown>): Promise<void> {
    this.context.throwIfStopped();
    this.expectedSequence = await this.append(intentFact(this.answering(), data));
    this.afterIntent = true;
    this.parts.passing?.('intended', this.execution.stage);
  }

  private async append(fact: Fact): Promise<number> {
    const { log, redactor } = this.parts;
    const traceId = currentTraceId();
    return log.append(redactor.value(traceId ? { ...fact, traceId } : fact), { expectedSequence: this.expectedSequence, headers: traceHeaders() });
  }

  private async lookAgain(): Promise<void> {
    try {
      const { sequence } = this.execution.trigger;
      if (turnOf(sequence, await this.parts.log.laterInLane(this.context.lane, sequence)).kind === 'stop') this.controller.abort(new Superseded());
    } catch (error) {
      this.logger.debug({ error }, 'could not look whether the run has moved on; the next heartbeat looks again');
    }
  }

  private tell(news: Pick<News, 'kind'> & Partial<News>): void {
    const { runId, stage, attempt } = this.context;
    const { now, worker } = this.parts;
    const { waitingSince, waitedMs } = this.context.remarks;
    const wait = { ...(waitingSince ? { waiting: true } : {}), ...(waitedMs > 0 ? { waitedMs } : {}) };
    const times = { at: now().toISOString(), startedAt: this.startedAt.toISOString() };
    this.parts.news.tell({ runId, stage, attempt, trigger: this.execution.trigger.sequence, ...times, worker, ...wait, ...news });
  }

  private answering(): Answering {
    const { now, newId, worker } = this.parts;
    return { trigger: this.execution.trigger, stage: this.execution.stage, worker, id: newId(), now: now(), startedAt: this.startedAt };
  }

  private deadlineFailure(): StageFailure {
    const { stage } = this.execution;
    return new StageFailure({
      code: 'worker.deadline', retryable: true, message: `${stage} did not come to an end in time.`,
      remediation: 'Look into the stage\'s log for what it waited for, then retry the run.',
    });
  }
}

function promptOf({ stage, execution }: Fact): { prompt?: string } {
  return execution && asksAgent(stage) ? { prompt: execution.executionPath } : {};
}

/** What a handler of the stage may take, in milliseconds. */
export function deadlineOf(stage: string): number {
  return (isStageName(stage) ? stageCatalogue[stage].deadlineMinutes : 1) * 60_000;
}
