// Makes a delivery for each webhook of each fact that ends a run.
import { v5 as uuidv5 } from 'uuid';
import { NewerFact, UnreadableFact, decodeFact, type Delivery, type RunLog } from '#bus';
import { webhookAttempts, webhookPayloadVersion, type Fact, type Run, type RunEvent, type WebhookPayload } from '#contracts';
import { evolve, runEventOf, viewOf } from '#domain';
import type { Redactor, WebhookSettings } from '#platform';
import type { NewDelivery, ReadModel } from '#read-model';
import type { ProjectionLog } from '../projection-turn';

export interface AnnouncerParts {
  log: Pick<RunLog, 'factsOfRun'>;
  rows: ReadModel;
  receivers: readonly Pick<WebhookSettings, 'name' | 'events'>[];
  /** Where operators reach the console. */
  publicUrl: string | undefined;
  redactor: Redactor;
  logger: ProjectionLog;
}

const later = 5000;
/** A replica of the stream may not have what its leader has delivered; it will in a moment. */
const soon = 500;

export class RunAnnouncer {
  /** @param added is called when there is something to send */
  constructor(private readonly parts: AnnouncerParts, private readonly added: () => void) {}

  /** Takes one fact on which nobody acts. It is acknowledged when the deliveries are in the database. */
  async take(delivery: Delivery): Promise<void> {
    try {
      const deliveries = await this.deliveriesOf(decodeFact(delivery.data), delivery.sequence);
      if (!deliveries) return delivery.retryLater(soon);
      if (deliveries.length > 0) await this.parts.rows.webhooks.add(deliveries, webhookAttempts);
      delivery.acknowledge();
      if (deliveries.length > 0) this.added();
    } catch (error) {
      this.putOff(delivery, error);
    }
  }

  private putOff(delivery: Delivery, error: unknown): void {
    const { sequence } = delivery;
    if (error instanceof UnreadableFact) {
      this.parts.logger.error({ sequence, error }, 'a message of the stream cannot be read: no webhook is told of it');
      return delivery.discard('not a fact');
    }
    // A newer replica can read it.
    if (!(error instanceof NewerFact)) this.parts.logger.warn({ sequence, error }, 'webhooks are told later');
    delivery.retryLater(later);
  }

  /** Undefined when the stream does not show the fact yet. */
  private async deliveriesOf(fact: Fact, sequence: number): Promise<NewDelivery[] | undefined> {
    const event = runEventOf(fact);
    const wanting = event ? this.parts.receivers.filter(({ events }) => events.includes(event)) : [];
    if (!event || wanting.length === 0) return [];
    const run = await this.runAt(fact.runId, sequence);
    return run && wanting.map(({ name }) => this.deliveryOf(name, event, fact, run));
  }

  /** The run as of this fact, folded from the stream; its first facts may have aged out, then the rows have them. */
  private async runAt(runId: string, sequence: number): Promise<Run | undefined> {
    const facts = (await this.parts.log.factsOfRun(runId)).filter((stored) => stored.sequence <= sequence);
    if (facts.at(-1)?.sequence !== sequence) return undefined;
    const known = facts[0]?.fact.state === 'requested' ? undefined : await this.parts.rows.findRun(runId);
    return facts.reduce<Run | undefined>(evolve, known);
  }

  private deliveryOf(webhook: string, event: RunEvent, fact: Fact, run: Run): NewDelivery {
    const id = deliveryIdOf(fact, webhook);
    const link = this.parts.publicUrl ? `${this.parts.publicUrl}/runs/${run.id}` : null;
    const payload: WebhookPayload = { version: webhookPayloadVersion, event, deliveryId: id, at: fact.at, sequence: run.lastSequence, run: viewOf(run, { tasks: false, artifacts: false }), link };
    return { id, webhook, event, runId: run.id, body: JSON.stringify(this.parts.redactor.value(payload)) };
  }
}

/** The same for the same fact, whoever reads it and however often. */
export function deliveryIdOf(fact: Pick<Fact, 'id'>, webhook: string): string {
  return uuidv5(webhook, fact.id);
}
