// How many attempts each webhook has seen since the process began, for metrics.
import type { GaugeReading } from '#platform';

export class WebhookTally {
  private readonly counts = new Map<string, GaugeReading>();

  /** `outcome` is what the delivery became by the attempt. */
  count(webhook: string, outcome: 'delivered' | 'retried' | 'failed'): void {
    const key = `${webhook} ${outcome}`;
    const value = (this.counts.get(key)?.value ?? 0) + 1;
    this.counts.set(key, { value, labels: { webhook, outcome } });
  }

  get readings(): GaugeReading[] {
    return [...this.counts.values()];
  }
}
