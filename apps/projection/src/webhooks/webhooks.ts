// Webhooks as a whole: from facts to deliveries, from deliveries to receivers, and how that goes.
import { setTimeout as pause } from 'node:timers/promises';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { StageConsumer } from '#bus';
import { nobody, runStream, webhookRetrySeconds } from '#contracts';
import type { WebhookSettings } from '#platform';
import { RunAnnouncer, type AnnouncerParts } from './run-announcer';
import { WebhookSender, type SenderOptions, type SenderParts } from './webhook-sender';

export interface WebhooksParts extends Omit<AnnouncerParts, 'receivers'>, Omit<SenderParts, 'rows'> {
  connection: NatsConnection;
  receivers: readonly WebhookSettings[];
}

export const attemptLimit = 10_000;
export const defaultSenderOptions: SenderOptions = {
  retryMilliseconds: webhookRetrySeconds.map((seconds) => seconds * 1000), leaseMilliseconds: attemptLimit + 20_000, pollMilliseconds: 1000, batchSize: 8,
};

const consumerName = 'webhooks';
const noSuchConsumer = 10014;
const keptDays = 30;
const hour = 60 * 60 * 1000;

export class Webhooks {
  private readonly stopping = new AbortController();
  private readonly senders: readonly WebhookSender[];
  private readonly consumer: StageConsumer;
  private starting: Promise<void> = Promise.resolve();
  private pruning: NodeJS.Timeout | undefined;

  constructor(private readonly parts: WebhooksParts, options: Partial<SenderOptions> = {}) {
    const { connection, receivers, rows, post, tally, logger } = parts;
    this.senders = receivers.map((receiver) => new WebhookSender(receiver, { rows: rows.webhooks, post, tally, logger }, { ...defaultSenderOptions, ...options }));
    const announcer = new RunAnnouncer(parts, () => { for (const sender of this.senders) sender.wake(); });
    this.consumer = new StageConsumer(connection, { stage: nobody, newOnlyAs: consumerName, concurrency: 16, process: (delivery) => announcer.take(delivery) });
  }

  /** What is needed and not there yet is waited for. */
  start(): void {
    this.starting = this.begin();
  }

  /** Returns when what is under way has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.pruning);
    await this.starting;
    await this.consumer.drain(5000);
    await Promise.all(this.senders.map((sender) => sender.stop()));
  }

  private async begin(): Promise<void> {
    this.prune();
    this.pruning = setInterval(() => this.prune(), hour);
    for (const sender of this.senders) sender.start();
    while (!this.stopping.signal.aborted) {
      try {
        return await (this.senders.length > 0 ? this.listen() : this.forget());
      } catch (error) {
        this.parts.logger.warn({ error }, 'webhooks wait for the stream');
        await pause(1000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async listen(): Promise<void> {
    await (await this.manager()).streams.info(runStream);
    await this.consumer.start();
  }

  /** Whoever configures a webhook later is told of what happens then, not of what happened meanwhile. */
  private async forget(): Promise<void> {
    await (await this.manager()).consumers.delete(runStream, consumerName).catch((error: unknown) => {
      if (!(error instanceof JetStreamApiError && error.code === noSuchConsumer)) throw error;
    });
  }

  private manager(): ReturnType<typeof jetstreamManager> {
    return jetstreamManager(this.parts.connection, { checkAPI: false });
  }

  /** Several replicas may do so at once. What was kept of webhooks that are not configured any more goes, too. */
  private prune(): void {
    void this.parts.rows.webhooks.prune(keptDays).catch((error: unknown) => this.parts.logger.warn({ error }, 'old webhook deliveries could not be removed'));
  }
}
