// The log of webhooks, and what is still to be sent.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WebhookDeliveries1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(deliveries);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries');
  }
}

const deliveries = `
  CREATE TABLE webhook_deliveries (
    id uuid NOT NULL, webhook text NOT NULL, event text NOT NULL, run_id uuid NOT NULL, body text NOT NULL, status text NOT NULL,
    attempts integer NOT NULL, attempts_left integer NOT NULL, response_status integer, duration_ms integer, error text,
    attempted_at timestamptz(3), next_attempt_at timestamptz(3), created_at timestamptz(3) NOT NULL,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id)
  );
  CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at, id);
  CREATE INDEX webhook_deliveries_by_run ON webhook_deliveries (run_id);
  CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, next_attempt_at) WHERE status = 'pending';
  CREATE INDEX webhook_deliveries_attempted ON webhook_deliveries (webhook, attempted_at) WHERE attempted_at IS NOT NULL;
`;
