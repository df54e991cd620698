// A run as the API shows it.
import type { z } from 'zod';
import { artifactViewSchema } from './artifact-keeping';
import { runSchema, taskSchema, taskSummarySchema } from './run';

/** Tasks and artifacts are there when they were asked for. */
export const runViewSchema = runSchema.omit({ tasks: true, artifacts: true }).extend({
  taskSummary: taskSummarySchema.array(),
  tasks: taskSchema.array().optional(),
  artifacts: artifactViewSchema.array().optional(),
});
export type RunView = z.infer<typeof runViewSchema>;
