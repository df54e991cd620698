// What a run carries from stage to stage: small JSON and artifact references, immutable once written.
import { z } from 'zod';
import { artifactSchema } from './artifact';

/** Every workflow the API knows by name; only those with a chain can run. */
export const workflowNames = ['next-phase', 'specify'] as const;
export type WorkflowName = (typeof workflowNames)[number];

/** One part of a subject and of a consumer's name. */
export const queueName = z.string().regex(/^[a-z0-9-]{1,32}$/, 'is 1 to 32 lower-case letters, digits and dashes');

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What the operator asked for, completed with the defaults in force when it was accepted. */
export const runRequestSchema = z.object({
  repository: z.string(),
  featureKey: z.string(),
  workflow: z.enum(workflowNames),
  baseBranch: z.string().optional(),
  agent: z.string(),
  attempts: z.number().int().min(1).max(4),
  dryRun: z.boolean(),
  queue: queueName.optional(),
  externalRef: z.string().optional(),
  notes: z.string().optional(),
  createdBy: z.string(),
  restartOf: z.uuid().optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** A phase is known by slug, first task id and digest; its ordinal is for people only. */
export const specPhaseSchema = z.object({
  slug: z.string(),
  ordinal: z.number().int(),
  title: z.string(),
  firstTaskId: z.string().nullable(),
  digest: z.string(),
});
export type SpecPhase = z.infer<typeof specPhaseSchema>;

export const openTaskSchema = z.object({
  id: z.string().nullable(),
  line: z.number().int(),
  text: z.string(),
  files: z.array(z.string()),
});
export type OpenTask = z.infer<typeof openTaskSchema>;

export const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  line: z.number().int(),
  message: z.string(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

/** `tasksFileDigest` is `sha256:<hex>` of the file's bytes at `baseSha`; `phase` is null when nothing is open. */
export const discoverOutput = z.object({
  featureKey: z.string(),
  featureDirectory: z.string(),
  tasksFile: z.string(),
  tasksFileDigest: z.string(),
  baseBranch: z.string(),
  baseSha: sha,
  phase: specPhaseSchema.nullable(),
  openTasks: z.array(openTaskSchema),
  diagnostics: z.array(diagnosticSchema),
  branchName: z.string().nullable(),
});
export type DiscoverOutput = z.infer<typeof discoverOutput>;

export const submitOutput = z.object({
  agent: z.string(),
  agentVersion: z.string(),
  environment: z.string(),
  taskId: z.string(),
  taskUrl: z.string(),
  prompt: artifactSchema,
  adopted: z.boolean(),
});
export type SubmitOutput = z.infer<typeof submitOutput>;

export const taskFindingSchema = z.object({ code: z.string(), line: z.number().int().nullable(), message: z.string() });
export type TaskFinding = z.infer<typeof taskFindingSchema>;

/** `patch` is what the agent gave, `appliedPatch` the change from base to tree that publish repeats; `effects` lists what publish would do, so that a dry run can show it. */
export const applyOutput = z.object({
  patch: artifactSchema,
  appliedPatch: artifactSchema,
  treeSha: sha,
  files: z.array(z.object({ path: z.string(), status: z.string() })),
  ticked: z.array(z.string()),
  findings: z.array(taskFindingSchema),
  effects: z.array(z.string()),
});
export type ApplyOutput = z.infer<typeof applyOutput>;

export const publishOutput = z.object({
  branchName: z.string(),
  commitSha: sha,
  prNumber: z.number().int(),
  prUrl: z.string(),
  created: z.boolean(),
});
export type PublishOutput = z.infer<typeof publishOutput>;

export const finalizeOutput = z.object({ summary: artifactSchema });
export type FinalizeOutput = z.infer<typeof finalizeOutput>;

/** `chain` is the routing slip; each stage that succeeded adds its output under its own name. */
export const runContextSchema = z.object({
  chain: z.array(z.string()).min(1),
  request: runRequestSchema,
  discover: discoverOutput.optional(),
  submit: submitOutput.optional(),
  apply: applyOutput.optional(),
  publish: publishOutput.optional(),
  finalize: finalizeOutput.optional(),
});
export type RunContext = z.infer<typeof runContextSchema>;
