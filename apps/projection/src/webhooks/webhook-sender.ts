// Sends what is due for one webhook, so that a receiver that is slow holds up nobody else.
import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookSettings } from '#platform';
import type { ClaimedDelivery, WebhookRows } from '#read-model';
import type { ProjectionLog } from '../projection-turn';
import type { Answer, WebhookPost } from './webhook-post';
import type { WebhookTally } from './webhook-tally';

export interface SenderParts {
  rows: WebhookRows;
  post: Pick<WebhookPost, 'send'>;
  tally: WebhookTally;
  logger: ProjectionLog;
}

export interface SenderOptions {
  /** The waits before the second attempt and those after it. */
  retryMilliseconds: readonly number[];
  /** After so long nobody is heard of any more who took a delivery: more than an attempt may last. */
  leaseMilliseconds: number;
  /** How often the database is asked, beside when something was added: for retries, and for what other processes add. */
  pollMilliseconds: number;
  /** Deliveries that are sent at a time. */
  batchSize: number;
}

export class WebhookSender {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private isWoken = false;
  private resting = new AbortController();

  constructor(private readonly webhook: WebhookSettings, private readonly parts: SenderParts, private readonly options: SenderOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** Something was added. */
  wake(): void {
    this.isWoken = true;
    this.resting.abort();
  }

  /** Returns when the attempts under way have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.isWoken = false;
      const taken = await this.claim();
      if (taken.length > 0) await Promise.all(taken.map((delivery) => this.deliver(delivery)));
      else await this.rest();
    }
  }

  private async claim(): Promise<ClaimedDelivery[]> {
    try {
      return await this.parts.rows.claim(this.webhook.name, this.options.batchSize, this.options.leaseMilliseconds);
    } catch (error) {
      this.parts.logger.warn({ webhook: this.webhook.name, error }, 'webhooks wait for the database');
      return [];
    }
  }

  private async rest(): Promise<void> {
    this.resting = new AbortController();
    if (this.isWoken) return;
    await pause(this.options.pollMilliseconds, undefined, { signal: this.resting.signal }).catch(() => undefined);
  }

  /** Where the outcome cannot be written down the delivery falls due again, and is sent again with its id. */
  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    const answer = await this.parts.post.send(this.webhook, delivery);
    const retryMilliseconds = answer.error === null || answer.isFinal ? null : this.retryAfter(delivery);
    this.report(delivery, answer, retryMilliseconds);
    const { status: responseStatus, durationMs, error } = answer;
    await this.parts.rows.finish(delivery, { responseStatus, durationMs, error, retryMilliseconds }).catch((reason: unknown) => {
      this.parts.logger.warn({ webhook: this.webhook.name, delivery: delivery.id, error: reason }, 'what came of a webhook could not be written down: it will be sent again');
    });
  }

  private retryAfter({ attemptsLeft }: ClaimedDelivery): number | null {
    const { retryMilliseconds: waits } = this.options;
    return waits[Math.max(0, waits.length - attemptsLeft)] ?? null;
  }

  private report({ id, runId, event, attempts }: ClaimedDelivery, { status, durationMs, error }: Answer, retryMilliseconds: number | null): void {
    const { tally, logger } = this.parts;
    const about = { webhook: this.webhook.name, delivery: id, run: runId, event, attempt: attempts, status, durationMs };
    const failed = retryMilliseconds === null ? 'failed' : 'retried';
    tally.count(this.webhook.name, error === null ? 'delivered' : failed);
    if (error === null) logger.info(about, 'a webhook was delivered');
    else logger.warn({ ...about, reason: error, retryMilliseconds }, 'a webhook was not delivered');
  }
}
