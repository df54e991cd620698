// Outbound webhooks: what is told, what a receiver gets, and the log of deliveries.
import { z } from 'zod';
import { runViewSchema } from './run-view';

export const webhookDeliveriesPath = 'api/workflows/speckit/webhooks/deliveries';

/** How a run can end. A failed run on which nobody acts waits for a person. */
export const runEvents = ['run.succeeded', 'run.failed', 'run.cancelled', 'run.no_work', 'run.no_changes'] as const;
export type RunEvent = (typeof runEvents)[number];

export const webhookPayloadVersion = 1;

/** The waits before a delivery is tried again by itself; after the last one it has failed. */
export const webhookRetrySeconds = [5, 60, 600, 3600, 21_600] as const;
export const webhookAttempts = webhookRetrySeconds.length + 1;

/**
 * The body of a webhook. `deliveryId` is the header `webhook-id` and the same at every attempt; `at` and `sequence` are those of the fact that
 * ended the run, and `run` is the run as of this fact; `link` leads to the console, null where its address is not configured.
 */
export const webhookPayloadSchema = z.object({
  version: z.literal(webhookPayloadVersion),
  event: z.enum(runEvents),
  deliveryId: z.uuid(),
  at: z.iso.datetime(),
  sequence: z.number().int(),
  run: runViewSchema,
  link: z.url().nullable(),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
const time = z.iso.datetime();
const count = z.number().int().min(0);

/** The last attempt is told by `responseStatus` (null without an answer), `durationMs` and `error`. `nextAttemptAt` is null when none will follow by itself. */
export const webhookDeliverySchema = z.object({
  id: z.uuid(),
  webhook: z.string(),
  event: z.enum(runEvents),
  runId: z.uuid(),
  status: z.enum(deliveryStatuses),
  attempts: count,
  responseStatus: z.number().int().nullable(),
  durationMs: count.nullable(),
  error: z.string().nullable(),
  attemptedAt: time.nullable(),
  nextAttemptAt: time.nullable(),
  createdAt: time,
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

/** `GET …/webhooks/deliveries`, newest first; `cursor` is opaque and comes from `nextCursor`. */
export const listDeliveriesSchema = z.strictObject({
  webhook: z.string().max(64).optional(),
  status: z.enum(deliveryStatuses).optional(),
  runId: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListDeliveries = z.infer<typeof listDeliveriesSchema>;
export const deliveryPageSchema = z.object({ items: z.array(webhookDeliverySchema), nextCursor: z.string().nullable() });
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;
