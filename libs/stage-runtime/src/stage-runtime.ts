// Everything around a stage handler, once: whose turn it is, what is said before and after, and what happens when something goes wrong.
import type { Delivery } from '#bus';
import { NewerFact, decodeFact } from '#bus';
import type { Fact, StoredFact } from '#contracts';
import { attemptOf, turnOf } from '#domain';
import { spanAround, withRemoteParent } from '#platform';
import { isHeldApart, lossesBefore, mostLosses, pauseApart } from './lost-workers';
import type { StageRuntimeParts } from './runtime-parts';
import { StageExecution, deadlineOf, type RunHandler } from './stage-execution';

const mostGivenBack = 10_000;
const newerFactDelay = 30_000;
/** One timer may not wait longer than the server keeps a delivery parked without being asked again. */
const longestPark = 10 * 60_000;

export class StageRuntime {
  /** Triggers that this process gave back and lived on. The server counts that as a delivery, also when other replicas did it in turn, but no worker was lost. */
  private readonly givenBack = new Set<number>();

  constructor(private readonly parts: StageRuntimeParts) {}

  /** Deals with one delivery; it is always ended and nothing is thrown. */
  async process(stage: string, delivery: Delivery, handler: RunHandler): Promise<void> {
    try {
      const trigger = await this.read(delivery);
      if (!trigger) return;
      const wait = Date.parse(trigger.fact.notBefore ?? '') - this.parts.now().getTime();
      if (wait > 0) return this.giveBack(delivery, Math.min(wait, longestPark));
      await withRemoteParent(delivery.headers, () => this.takeTurn(stage, trigger, delivery, handler));
    } catch (error) {
      this.parts.logger.warn({ error, stage, sequence: delivery.sequence }, 'the delivery could not be dealt with and comes again');
      this.giveBack(delivery, pauseBefore(delivery.deliveryCount + 1));
    }
  }

  private async takeTurn(stage: string, trigger: StoredFact, delivery: Delivery, handler: RunHandler): Promise<void> {
    const { fact } = trigger;
    const later = this.parts.lanes.mayHaveMoved(fact.lane, delivery) ? await this.parts.log.laterInLane(fact.lane, trigger.sequence) : undefined;
    const turn = turnOf(trigger.sequence, later);
    if (turn.kind === 'stop') return this.acknowledge(delivery);
    const { sequence } = delivery;
    const [due, deliveryCount] = withoutParks(fact, delivery);
    const suspected = !this.givenBack.has(sequence);
    const losses = lossesBefore({ deliveryCount, age: this.parts.now().getTime() - due, mayTake: deadlineOf(stage) });
    const endsWorkers = suspected && losses >= mostLosses;
    // Not remembered as given back: it says nothing about who ends workers.
    if (suspected && !endsWorkers && isHeldApart(deliveryCount)) return delivery.retryLater(pauseApart(this.parts.random ?? Math.random));
    const attributes = { 'specline.run.id': fact.runId, 'specline.stage': stage, 'specline.attempt': attemptOf(fact), 'specline.repository': fact.context.request.repository };
    await spanAround(`stage ${stage}`, attributes, async () => {
      const execution = new StageExecution(this.parts, { stage, trigger, turn, delivery });
      const answered = endsWorkers ? await execution.giveUp(losses) : await execution.carryOut(handler);
      if (answered) this.acknowledge(delivery);
      else this.giveBack(delivery, pauseBefore(delivery.deliveryCount));
    });
  }

  private acknowledge(delivery: Delivery): void {
    this.givenBack.delete(delivery.sequence);
    delivery.acknowledge();
  }

  private giveBack(delivery: Delivery, milliseconds: number): void {
    const { sequence } = delivery;
    this.givenBack.add(sequence);
    const [oldest] = this.givenBack;
    if (this.givenBack.size > mostGivenBack && oldest !== undefined) this.givenBack.delete(oldest);
    delivery.retryLater(milliseconds);
  }

  /** The trigger, or undefined when the delivery has been dealt with because it cannot be read. */
  private async read(delivery: Delivery): Promise<StoredFact | undefined> {
    let fact: Fact;
    try {
      fact = decodeFact(delivery.data);
    } catch (error) {
      if (error instanceof NewerFact) {
        delivery.retryLater(newerFactDelay);
        return undefined;
      }
      const reason = error instanceof Error ? error.message : String(error);
      await this.parts.deadLetters.keep(delivery, reason);
      this.parts.logger.error({ error, subject: delivery.subject, sequence: delivery.sequence }, 'an unreadable message was set aside in DLQ');
      delivery.discard(reason);
      return undefined;
    }
    return { sequence: delivery.sequence, fact };
  }
}

/** Since when the trigger could be carried out, and the number of this delivery without those that only parked it until then, whichever process did. */
function withoutParks({ notBefore }: Fact, { storedAt, deliveryCount }: Delivery): [due: number, deliveryCount: number] {
  const due = Math.max(storedAt, Date.parse(notBefore ?? '') || 0);
  return [due, Math.max(1, deliveryCount - Math.ceil((due - storedAt) / longestPark))];
}

/** Doubling pauses, so that a short trouble costs little and a long one does not look like a crash loop. */
function pauseBefore(deliveryCount: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(deliveryCount, 7));
}
