// What a run would be, before it is started: nothing is called that costs or changes anything.
import { z } from 'zod';
import { heldBrakeSchema } from './brake';
import { executionSchema } from './fact';
import { diagnosticSchema, openTaskSchema, specPhaseSchema } from './run-context';

/**
 * `POST …/runs/preview`. `phase`, `branchName`, `prompt` and `pullRequest` are null when nothing is open. The run id that the prompt and the pull request will bear is not known yet: `…` stands for it.
 * `environment` is null when the runner could not be asked or has none for the repository; `running` is the run of the same feature that is on its way; `brakes` are those that would refuse it.
 */
export const runPreviewSchema = z.object({
  workflow: z.literal('next-phase'),
  repository: z.string(),
  featureKey: z.string(),
  featureDirectory: z.string(),
  tasksFile: z.string(),
  baseBranch: z.string(),
  baseSha: z.string(),
  phase: specPhaseSchema.nullable(),
  openTasks: z.array(openTaskSchema),
  diagnostics: z.array(diagnosticSchema),
  branchName: z.string().nullable(),
  prompt: z.string().nullable(),
  agent: z.string(),
  environment: z.string().nullable(),
  execution: executionSchema,
  chain: z.array(z.string()),
  pullRequest: z.object({ title: z.string(), body: z.string(), labels: z.array(z.string()) }).nullable(),
  effects: z.array(z.string()),
  running: z.object({ runId: z.uuid() }).nullable(),
  brakes: z.array(heldBrakeSchema),
});
export type RunPreview = z.infer<typeof runPreviewSchema>;

/**
 * The same of a run that writes a specification. `featureDirectory` is the one that it would be given now; while no runner can be asked, `…` stands for its number, `baseSha` is null, and so is `baseBranch` for the repository's own.
 * `executions` and `prompts` are those of each stage that asks the agent.
 */
export const writingPreviewSchema = z.object({
  workflow: z.literal('specify'),
  repository: z.string(),
  featureKey: z.string(),
  featureDirectory: z.string(),
  baseBranch: z.string().nullable(),
  baseSha: z.string().nullable(),
  branchName: z.string(),
  agent: z.string(),
  executions: z.record(z.string(), executionSchema),
  prompts: z.record(z.string(), z.string()),
  chain: z.array(z.string()),
  effects: z.array(z.string()),
  running: z.object({ runId: z.uuid() }).nullable(),
  brakes: z.array(heldBrakeSchema),
});
export type WritingPreview = z.infer<typeof writingPreviewSchema>;

export const previewSchema = z.union([runPreviewSchema, writingPreviewSchema]);
export type Preview = z.infer<typeof previewSchema>;
