// Shapes of the HTTP and WebSocket API that are not the run itself.
import { z } from 'zod';
import { artifactViewSchema } from './artifact-keeping';
import { factSchema } from './fact';
import { newsSchema } from './news';
import { queueName, workflowNames } from './run-context';
import { taskSchema } from './run';

export const runsPath = 'api/workflows/speckit/runs';
export const eventsPath = 'api/workflows/speckit/events';

/** `POST …/runs`. Names are checked again by the domain's rules for repositories, features and branches. `queue` names the runners that ask the coding agent; absent, the common ones. */
export const createRunSchema = z.strictObject({
  repository: z.string().min(3).max(140),
  featureKey: z.string().min(1).max(200).optional(),
  workflow: z.enum(workflowNames).default('next-phase'),
  specifyText: z.string().max(100_000).optional(),
  baseBranch: z.string().max(200).optional(),
  agent: z.string().max(64).optional(),
  attempts: z.number().int().min(1).max(4).default(1),
  dryRun: z.boolean().default(false),
  queue: queueName.optional(),
  externalRef: z.string().max(500).optional(),
  notes: z.string().max(4000).optional(),
});
export type CreateRun = z.infer<typeof createRunSchema>;

export const retryModes = ['resume_failed_task', 'restart_from_discovery', 'choose_candidate'] as const;
/** `candidate` says which answer `choose_candidate` is to publish, and belongs to that mode alone. */
export const retryRunSchema = z.strictObject({
  mode: z.enum(retryModes),
  notes: z.string().max(4000).optional(),
  taskId: z.string().max(200).optional(),
  candidate: z.number().int().min(1).max(4).optional(),
}).refine(({ mode, candidate }) => (mode === 'choose_candidate') === (candidate !== undefined), { path: ['candidate'], error: 'is needed for the mode choose_candidate, and for no other' });
export type RetryRun = z.infer<typeof retryRunSchema>;

export const cancelRunSchema = z.strictObject({ reason: z.string().max(4000).optional() });
export type CancelRun = z.infer<typeof cancelRunSchema>;

const flag = z.enum(['true', 'false', '1', '0', '']).transform((value) => value !== 'false' && value !== '0').optional();
export const showRunSchema = z.strictObject({ includeTasks: flag, includeArtifacts: flag });
export type ShowRun = z.infer<typeof showRunSchema>;

export const runTasksSchema = z.object({ runId: z.uuid(), tasks: z.array(taskSchema) });
export const runArtifactsSchema = z.object({ runId: z.uuid(), artifacts: z.array(artifactViewSchema) });

/** RFC 9457, with a code, and a remediation that says what to do. */
export const problemSchema = z.object({
  type: z.string(), title: z.string(), status: z.number().int(),
  code: z.string(), detail: z.string(), remediation: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  runId: z.uuid().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** A WebSocket frame: a fact with its place in the stream, or news. */
export const eventFrameSchema = z.union([
  z.object({ sequence: z.number().int(), fact: factSchema }),
  z.object({ live: newsSchema }),
]);
export type EventFrame = z.infer<typeof eventFrameSchema>;

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export const sessionRequestSchema = z.strictObject({ token: z.string().min(16).max(8192) });
/** A role for the repositories that the patterns name, `owner/name` with `*`; without patterns for all. */
const grantSchema = z.object({ role: z.enum(roles), repositories: z.array(z.string()).optional() });
/** `role` is the highest that one has for anything; `grants` say for which repositories. `traceUrl` is where a trace can be looked at, with `{traceId}` in its place; null when the installation names none. */
export const sessionSchema = z.object({ name: z.string(), role: z.enum(roles), grants: z.array(grantSchema), csrfToken: z.string(), expiresAt: z.iso.datetime(), traceUrl: z.string().nullable() });
