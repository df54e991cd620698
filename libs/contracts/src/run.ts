// A run as everybody sees it: the fold of its facts, the shape of the API, the rows of the read model.
import { z } from 'zod';
import { artifactSchema } from './artifact';
import { credentialAuditSchema } from './credential-audit';
import { executionSchema } from './fact';
import { failureSchema } from './failure';
import { agentUsageSchema, specPhaseSchema, workflowNames } from './run-context';

export const runStatuses = ['pending', 'running', 'retrying', 'succeeded', 'failed', 'no_work', 'no_changes', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
export const taskStatuses = ['queued', 'running', 'succeeded', 'failed', 'skipped'] as const;

const time = z.iso.datetime();

/**
 * One attempt of one stage. `queuedAt` is when its trigger was stored; `notBefore` when an automatic retry may start, `queue` where it waits for its runner.
 * `waitedMs` is how long since `startedAt` it waited for its agent; while it does so, `waiting` is true.
 * `usage` is there when the stage accepted an agent's work: null when the agent reported none.
 */
export const taskSchema = z.object({
  id: z.string(),
  taskName: z.string(),
  status: z.enum(taskStatuses),
  attempt: z.number().int().min(1),
  payload: executionSchema.partial().extend({
    message: z.string().optional(),
    code: z.string().optional(),
    worker: z.string().optional(),
    notBefore: time.optional(),
    queue: z.string().optional(),
    waitedMs: z.number().int().min(0).optional(),
    waiting: z.boolean().optional(),
    intent: z.record(z.string(), z.unknown()).optional(),
    usage: agentUsageSchema.nullable().optional(),
  }),
  artifactIds: z.array(z.uuid()),
  queuedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});
export type Task = z.infer<typeof taskSchema>;

export const taskSummarySchema = z.object({ taskName: z.string(), status: z.enum(taskStatuses), attempt: z.number().int(), attempts: z.number().int() });
export type TaskSummary = z.infer<typeof taskSummarySchema>;

/** `phase` is the chain's position; `tasksDigest` of the tasks.md that discovery found; `headSha` the commit that was published (what an earlier release kept of a run tells neither); `lastSequence` the stream sequence of the last fact folded in. */
export const runSchema = z.object({
  id: z.uuid(),
  lane: z.string(),
  workflow: z.enum(workflowNames),
  repository: z.string(),
  featureKey: z.string(),
  status: z.enum(runStatuses),
  phase: z.string(),
  chain: z.array(z.string()),
  specPhase: specPhaseSchema.nullable(),
  baseBranch: z.string().nullable(),
  baseSha: z.string().nullable(),
  tasksDigest: z.string().nullable().optional(),
  branchName: z.string().nullable(),
  headSha: z.string().nullable().optional(),
  prUrl: z.string().nullable(),
  prNumber: z.number().int().nullable(),
  agent: z.string(),
  agentVersion: z.string().nullable(),
  codexTaskId: z.string().nullable(),
  codexTaskUrl: z.string().nullable(),
  codexLogsPath: z.string().nullable(),
  codexPatchPath: z.string().nullable(),
  artifactsPath: z.string(),
  attempt: z.number().int(),
  failure: failureSchema.nullable(),
  traceId: z.string().nullable(),
  lastSequence: z.number().int(),
  restartOf: z.uuid().nullable(),
  restartedAs: z.uuid().nullable(),
  externalRef: z.string().nullable(),
  dryRun: z.boolean(),
  notes: z.string().nullable(),
  createdBy: z.string(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  updatedAt: time,
  tasks: z.array(taskSchema),
  artifacts: z.array(artifactSchema),
  credentialAudit: credentialAuditSchema.nullable(),
});
export type Run = z.infer<typeof runSchema>;
