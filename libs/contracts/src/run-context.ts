// What a run carries from stage to stage: small JSON and artifact references, immutable once written.
import { z } from 'zod';
import { artifactSchema } from './artifact';

/** Every workflow the API knows by name; only those with a chain can run. */
export const workflowNames = ['next-phase', 'specify'] as const;
export type WorkflowName = (typeof workflowNames)[number];

/** One part of a subject and of a consumer's name. */
export const queueName = z.string().regex(/^[a-z0-9-]{1,32}$/, 'is 1 to 32 lower-case letters, digits and dashes');

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What the operator asked for, completed with the defaults in force when it was accepted. `specification` is the text of a run that writes one; facts carry only the reference. */
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
  specification: artifactSchema.optional(),
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

/** What an agent reported to have used: tokens, and US dollars. */
export const agentUsageSchema = z.object({
  inputTokens: z.number().int().min(0),
  cachedInputTokens: z.number().int().min(0).optional(),
  outputTokens: z.number().int().min(0),
  costUsd: z.number().min(0).optional(),
});
export type AgentUsage = z.infer<typeof agentUsageSchema>;

/** Who was asked what: `promptDigest` is `sha256:<hex>` of the exact prompt, `forwardedEnvironment` names the variables the agent was given. `usage` is null when the agent reported none. */
export const agentWorkSchema = z.object({
  agent: z.string(),
  agentVersion: z.string(),
  promptDigest: z.string(),
  forwardedEnvironment: z.array(z.string()),
  usage: agentUsageSchema.nullable(),
});
export type AgentWork = z.infer<typeof agentWorkSchema>;

/** `environment` and `taskUrl` are null for an agent that works in a job container; its `taskId` is the container's name. */
export const submitOutput = z.object({
  agent: z.string(),
  agentVersion: z.string(),
  environment: z.string().nullable(),
  taskId: z.string(),
  taskUrl: z.string().nullable(),
  prompt: artifactSchema,
  adopted: z.boolean(),
  promptDigest: z.string().optional(),
  forwardedEnvironment: z.array(z.string()).optional(),
});
export type SubmitOutput = z.infer<typeof submitOutput>;

export const taskFindingSchema = z.object({ code: z.string(), line: z.number().int().nullable(), message: z.string() });
export type TaskFinding = z.infer<typeof taskFindingSchema>;

/** A patch that was checked on its base: `patch` is what the agent gave, `appliedPatch` the change from base to tree that publish repeats. */
export const changeSchema = z.object({
  patch: artifactSchema,
  appliedPatch: artifactSchema,
  treeSha: sha,
  files: z.array(z.object({ path: z.string(), status: z.string() })),
  findings: z.array(taskFindingSchema),
});
export type Change = z.infer<typeof changeSchema>;

/** One of several answers to the same prompt. `candidate` counts from 1 as the agent does, `rank` from 1 for the best. */
export const candidateSchema = z.object({
  candidate: z.number().int().min(1),
  rank: z.number().int().min(1),
  chosen: z.boolean(),
  applies: z.boolean(),
  ticked: z.number().int().min(0),
  foreignTicks: z.number().int().min(0),
  findings: z.number().int().min(0),
  sizeBytes: z.number().int().min(0),
  patch: artifactSchema.nullable(),
  why: z.string(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** `effects` lists what publish would do, so that a dry run can show it. `candidates` is there when the agent was asked for several answers, `usage` when it reported what it used, `agentVersion` when it said so at work. */
export const applyOutput = changeSchema.extend({
  ticked: z.array(z.string()),
  effects: z.array(z.string()),
  candidates: z.array(candidateSchema).optional(),
  usage: agentUsageSchema.nullable().optional(),
  agentVersion: z.string().optional(),
});
export type ApplyOutput = z.infer<typeof applyOutput>;

/** Where a specification is written: fixed once, so that every attempt has one directory and one branch. `image` is the job image's id or digest. */
export const prepareOutput = z.object({
  featureKey: z.string(),
  featureDirectory: z.string(),
  baseBranch: z.string(),
  baseSha: sha,
  branchName: z.string(),
  image: z.string(),
  specKitVersion: z.string(),
});
export type PrepareOutput = z.infer<typeof prepareOutput>;

/** What one of specify, plan and tasks wrote. `change` is everything since the base, earlier steps included; null when the agent changed nothing. */
export const writingOutput = agentWorkSchema.extend({
  prompt: artifactSchema,
  change: changeSchema.nullable(),
});
export type WritingOutput = z.infer<typeof writingOutput>;

/** `left` names what could not be removed, with why; it is removed later by itself. */
export const cleanupOutput = z.object({
  outcome: z.enum(['removed', 'left']),
  removed: z.array(z.string()),
  left: z.array(z.object({ name: z.string(), why: z.string() })),
  report: artifactSchema,
});
export type CleanupOutput = z.infer<typeof cleanupOutput>;

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
  prepare: prepareOutput.optional(),
  specify: writingOutput.optional(),
  plan: writingOutput.optional(),
  tasks: writingOutput.optional(),
  publish: publishOutput.optional(),
  cleanup: cleanupOutput.optional(),
  finalize: finalizeOutput.optional(),
});
export type RunContext = z.infer<typeof runContextSchema>;
