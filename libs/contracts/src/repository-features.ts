// The repositories that Specline works on, and the features that each holds on its base branch.
import { z } from 'zod';
import { diagnosticSchema } from './run-context';

export const repositoriesPath = 'api/workflows/speckit/repositories';

/** Those that runs were started for, and those that the allow-list names in full. */
export const repositoriesSchema = z.object({
  items: z.array(z.object({ repository: z.string(), runs: z.number().int().min(0), lastRunAt: z.iso.datetime().nullable() })),
});
export type Repositories = z.infer<typeof repositoriesSchema>;

export const featuresQuerySchema = z.strictObject({ baseBranch: z.string().max(200).optional() });

/** `done` and `total` count tasks; what was struck out counts in neither. */
export const featurePhaseSchema = z.object({
  slug: z.string(), ordinal: z.number().int(), title: z.string(), done: z.number().int(), total: z.number().int(), firstTaskId: z.string().nullable(),
});
export type FeaturePhase = z.infer<typeof featurePhaseSchema>;

/** `current` is the slug of the phase that a run would take now; null when all is done or the file cannot be read. */
export const featureSchema = z.object({
  featureKey: z.string(),
  directory: z.string(),
  tasksFile: z.string(),
  phases: z.array(featurePhaseSchema),
  diagnostics: z.array(diagnosticSchema),
  current: z.string().nullable(),
});
export type Feature = z.infer<typeof featureSchema>;

/** `truncated` when the repository has more features than are listed. */
export const repositoryFeaturesSchema = z.object({
  repository: z.string(), baseBranch: z.string(), baseSha: z.string(), features: z.array(featureSchema), truncated: z.boolean(),
});
export type RepositoryFeatures = z.infer<typeof repositoryFeaturesSchema>;
