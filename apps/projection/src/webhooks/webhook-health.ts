// Whether the receivers take what they are sent.
import type { Check } from '#platform';
import type { LastAttempt, WebhookRows } from '#read-model';

/** One refusal happens; a webhook whose last delivery was refused again is in trouble. */
const patience = 2;

export function webhookCheck(rows: Pick<WebhookRows, 'lastAttempts'>, webhooks: readonly string[]): Check {
  return {
    name: 'webhooks', blocking: false, stages: [], ttlMs: 10_000,
    check: async () => {
      if (webhooks.length === 0) return { ok: true, detail: 'none is configured' };
      const failing = (await rows.lastAttempts(webhooks)).filter(({ ok, attempts }) => !ok && attempts >= patience);
      if (failing.length === 0) return { ok: true, detail: webhooks.join(', ') };
      return {
        ok: false, code: 'webhook.failing', detail: failing.map(inWords).join('; '),
        remediation: 'Check the receiver and SPECLINE_WEBHOOKS. Deliveries are tried again by themselves for seven hours; after that have them sent again from their log.',
      };
    },
  };
}

function inWords({ webhook, error, attemptedAt, attempts }: LastAttempt): string {
  return `${webhook}: attempt ${attempts} at ${attemptedAt.toISOString()}: ${error}`;
}
