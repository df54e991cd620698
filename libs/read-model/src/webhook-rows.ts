// Webhook deliveries as rows: what is still to be sent, and the log of what was. The database's clock decides what is due, for all replicas alike.
import type { DeliveryPage, ListDeliveries, RunEvent, WebhookDelivery } from '#contracts';
import type { Database } from './database';
import { pageCursorAfter, placeOf } from './page-cursor';
import { Conditions } from './run-filter';
import { deliveriesTable, nameOf } from './tables';

/** `body` is what the receiver gets, as it is sent at every attempt. */
export interface NewDelivery { id: string; webhook: string; event: RunEvent; runId: string; body: string }
/** `attempts` counts the one that begins now; so many more follow by themselves as `attemptsLeft` says. */
export interface ClaimedDelivery extends NewDelivery { attempts: number; attemptsLeft: number }
/** What came of an attempt: `error` is null when the receiver took it. `retryMilliseconds` is null when no attempt follows by itself. */
export interface AttemptResult { responseStatus: number | null; durationMs: number; error: string | null; retryMilliseconds: number | null }
/** The last attempt for a webhook, whatever the delivery. */
export interface LastAttempt { webhook: string; ok: boolean; attempts: number; responseStatus: number | null; error: string | null; attemptedAt: Date }

const table = nameOf(deliveriesTable);
const shown = 'id, webhook, event, run_id AS "runId", status, attempts, response_status AS "responseStatus", duration_ms AS "durationMs", error, attempted_at AS "attemptedAt", next_attempt_at AS "nextAttemptAt", created_at AS "createdAt"';
type Shown = Omit<WebhookDelivery, 'attemptedAt' | 'nextAttemptAt' | 'createdAt'> & { attemptedAt: Date | null; nextAttemptAt: Date | null; createdAt: Date };

/** Every question can end in `ReadModelUnavailable`. */
export class WebhookRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  /** To be sent at once, `attempts` times at most. What is there already stays as it is. */
  async add(deliveries: readonly NewDelivery[], attempts: number): Promise<void> {
    const rows = deliveries.map(({ runId, ...row }) => ({ ...row, run_id: runId }));
    await this.database.ask('add_deliveries', `INSERT INTO ${table} (id, webhook, event, run_id, body, status, attempts, attempts_left, next_attempt_at, created_at)
      SELECT id, webhook, event, run_id, body, 'pending', 0, $2, now(), now() FROM json_populate_recordset(NULL::${table}, $1::json) ON CONFLICT (id) DO NOTHING`, [JSON.stringify(rows), attempts]);
  }

  /** Takes deliveries that are due. Each falls due again after `leaseMilliseconds`, unless `finish` says otherwise before. */
  async claim(webhook: string, limit: number, leaseMilliseconds: number): Promise<ClaimedDelivery[]> {
    return this.database.ask<ClaimedDelivery>('claim_deliveries', `UPDATE ${table} d
      SET attempts = d.attempts + 1, attempts_left = greatest(0, d.attempts_left - 1), next_attempt_at = now() + $3 * interval '1 millisecond'
      FROM (SELECT id FROM ${table} WHERE webhook = $1 AND status = 'pending' AND next_attempt_at <= now() ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED) due
      WHERE d.id = due.id RETURNING d.id, d.webhook, d.event, d.run_id AS "runId", d.body, d.attempts, d.attempts_left AS "attemptsLeft"`, [webhook, limit, leaseMilliseconds]);
  }

  /** Nothing happens when somebody has taken the delivery again since. */
  async finish({ id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>, { responseStatus, durationMs, error, retryMilliseconds }: AttemptResult): Promise<void> {
    const after = retryMilliseconds === null ? 'failed' : 'pending';
    const status = error === null ? 'delivered' : after;
    await this.database.ask('finish_delivery', `UPDATE ${table} SET status = $3, response_status = $4, duration_ms = $5, error = $6, attempted_at = now(),
      next_attempt_at = CASE WHEN $3 = 'pending' THEN now() + $7 * interval '1 millisecond' END WHERE id = $1 AND attempts = $2`, [id, attempts, status, responseStatus, durationMs, error, retryMilliseconds]);
  }

  /** Newest first. @throws BadPageCursor */
  async list({ webhook, status, runId, cursor, limit }: ListDeliveries): Promise<DeliveryPage> {
    const conditions = new Conditions()
      .add((one) => `webhook = ${one}`, webhook)
      .add((one) => `status = ${one}`, status)
      .add((one) => `run_id = ${one}`, runId);
    if (cursor !== undefined) {
      const { createdAt, id } = placeOf(cursor);
      conditions.addPlain(`(created_at, id) < (${conditions.parameter(createdAt)}, ${conditions.parameter(id)})`);
    }
    const text = `SELECT ${shown} FROM ${table} ${conditions.where} ORDER BY created_at DESC, id DESC LIMIT ${conditions.parameter(limit + 1)}`;
    const rows = await this.database.ask<Shown>(undefined, text, conditions.values);
    const items = rows.slice(0, limit).map(deliveryOf);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? pageCursorAfter(last) : null };
  }

  async find(id: string): Promise<WebhookDelivery | undefined> {
    const [row] = await this.database.ask<Shown>('find_delivery', `SELECT ${shown} FROM ${table} WHERE id = $1`, [id]);
    return row && deliveryOf(row);
  }

  /** Due at once and with `attempts` attempts again, whatever came of it before; undefined when there is no such delivery. */
  async redeliver(id: string, attempts: number): Promise<WebhookDelivery | undefined> {
    const [row] = await this.database.ask<Shown>('redeliver', `UPDATE ${table} SET status = 'pending', attempts_left = $2, next_attempt_at = now() WHERE id = $1 RETURNING ${shown}`, [id, attempts]);
    return row && deliveryOf(row);
  }

  async lastAttempts(webhooks: readonly string[]): Promise<LastAttempt[]> {
    return this.database.ask<LastAttempt>('last_attempts', `SELECT d.webhook, d.error IS NULL AS ok, d.attempts, d.response_status AS "responseStatus", d.error, d.attempted_at AS "attemptedAt"
      FROM unnest($1::text[]) w, LATERAL (SELECT * FROM ${table} WHERE webhook = w AND attempted_at IS NOT NULL ORDER BY attempted_at DESC LIMIT 1) d`, [webhooks]);
  }

  /** Forgets what is older, sent or not. */
  async prune(days: number): Promise<void> {
    await this.database.ask('prune_deliveries', `DELETE FROM ${table} WHERE created_at < now() - $1 * interval '1 day'`, [days]);
  }
}

function deliveryOf({ attemptedAt, nextAttemptAt, createdAt, ...row }: Shown): WebhookDelivery {
  return { ...row, attemptedAt: attemptedAt?.toISOString() ?? null, nextAttemptAt: nextAttemptAt?.toISOString() ?? null, createdAt: createdAt.toISOString() };
}
