// How the whole installation is, in one answer: the doctor's page.
import { z } from 'zod';
import { prerequisiteDetailsSchema } from './questions';

export const healthPath = 'api/workflows/speckit/health';

const count = z.number().int().min(0);

/** One prerequisite of one service. `stages` are not carried out while a `blocking` one fails, and no run of `agents` is accepted while one of theirs fails; what is `optional` not every installation needs. */
export const healthCheckSchema = z.object({
  service: z.string(),
  worker: z.string().nullable(),
  name: z.string(),
  ok: z.boolean(),
  blocking: z.boolean(),
  optional: z.boolean().optional(),
  code: z.string().nullable(),
  detail: z.string(),
  remediation: z.string().nullable(),
  stages: z.array(z.string()),
  agents: z.array(z.string()),
  checkedAt: z.iso.datetime(),
  details: prerequisiteDetailsSchema,
});
export type HealthCheck = z.infer<typeof healthCheckSchema>;

/** `pending` facts wait for a replica of the stage, `held` are with one now. */
export const consumerLagSchema = z.object({ consumer: z.string(), stage: z.string(), pending: count, held: count });
export type ConsumerLag = z.infer<typeof consumerLagSchema>;

/** `ok` when no check fails that is not optional. `fullness` is 0–1 of `maxBytes`; `behind` counts facts; each is null when the server it is asked of is away. */
export const healthSchema = z.object({
  ok: z.boolean(),
  checks: z.array(healthCheckSchema),
  lag: z.array(consumerLagSchema),
  stream: z.object({ fullness: z.number(), bytes: count, maxBytes: count, firstSequence: count, lastSequence: count }).nullable(),
  versions: z.record(z.string(), z.string()),
  projection: z.object({ cursor: count, behind: count }).nullable(),
  checkedAt: z.iso.datetime(),
});
export type Health = z.infer<typeof healthSchema>;
