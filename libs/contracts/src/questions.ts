// What one service asks another by NATS request/reply: reads, and what may be forgotten, answered by whichever replica holds the credential.
import { z } from 'zod';
import { executionSchema } from './fact';
import { failureSchema } from './failure';
import { repositoryFeaturesSchema } from './repository-features';
import { discoverOutput, specPhaseSchema } from './run-context';
import type { StageHost } from './stage-catalogue';

/** `POST` without a feature asks discovery which one is meant. */
export const featureQuestion = z.object({ repository: z.string(), baseBranch: z.string().optional() });
export const featureAnswer = z.union([
  z.object({ featureKey: z.string() }),
  z.object({ failure: failureSchema }),
]);
export type FeatureQuestion = z.infer<typeof featureQuestion>;
export type FeatureAnswer = z.infer<typeof featureAnswer>;

/** A retry asks discovery whether the phase is still what the run was given, on the base branch as it is now. */
export const phaseQuestion = z.object({ repository: z.string(), baseBranch: z.string(), tasksFile: z.string(), phase: specPhaseSchema });
export const phaseStates = ['same', 'done', 'changed', 'gone'] as const;
export const phaseAnswer = z.union([
  z.object({ state: z.enum(phaseStates), baseSha: z.string() }),
  z.object({ failure: failureSchema }),
]);
export type PhaseQuestion = z.infer<typeof phaseQuestion>;
export type PhaseAnswer = z.infer<typeof phaseAnswer>;

/** A preview asks discovery what a run would find now. */
export const previewQuestion = featureQuestion.extend({ featureKey: z.string().optional() });
export const previewAnswer = z.union([
  z.object({ discover: discoverOutput }),
  z.object({ failure: failureSchema }),
]);
export type PreviewQuestion = z.infer<typeof previewQuestion>;
export type PreviewAnswer = z.infer<typeof previewAnswer>;

/** All features of a repository with their phases. */
export const featuresQuestion = z.object({ repository: z.string(), baseBranch: z.string().optional() });
export const featuresAnswer = z.union([repositoryFeaturesSchema, z.object({ failure: failureSchema })]);
export type FeaturesQuestion = z.infer<typeof featuresQuestion>;
export type FeaturesAnswer = z.infer<typeof featuresAnswer>;

/** Which environment the runner would give a repository's tasks to; from its configuration, nothing is called. */
export const environmentQuestion = z.object({ repository: z.string() });
export const environmentAnswer = z.object({ environment: z.string().nullable() });

/** How the runner would have `stages` ask `agent`, each with its own prompt or a skill's. `baseSha` is null where nobody knows the commit yet. */
export const executionQuestion = z.object({ repository: z.string(), agent: z.string(), baseSha: z.string().nullable(), stages: z.array(z.string()) });
export const executionAnswer = z.union([
  z.object({ executions: z.record(z.string(), executionSchema) }),
  z.object({ failure: failureSchema }),
]);
export type ExecutionQuestion = z.infer<typeof executionQuestion>;
export type ExecutionAnswer = z.infer<typeof executionAnswer>;

/** Where the runner would have a new specification written, if it began now. `featureKey` is a whole key such as `004-cart`, or only its words. */
export const placeQuestion = featureQuestion.extend({ featureKey: z.string() });
export const placeAnswer = z.union([
  z.object({ place: z.object({ featureKey: z.string(), baseBranch: z.string(), baseSha: z.string() }) }),
  z.object({ failure: failureSchema }),
]);
export type PlaceQuestion = z.infer<typeof placeQuestion>;
export type PlaceAnswer = z.infer<typeof placeAnswer>;
export type SpecificationPlace = Extract<PlaceAnswer, { place: unknown }>['place'];

/** The pull requests that Specline opened in a repository and that are open now, 100 at most. The publisher is asked: the token that opens them may always list them. */
export const pullRequestsQuestion = z.object({ repository: z.string() });
export const pullRequestsAnswer = z.union([
  z.object({ open: z.array(z.object({ number: z.number().int(), createdAt: z.iso.datetime() })) }),
  z.object({ failure: failureSchema }),
]);
export type PullRequestsAnswer = z.infer<typeof pullRequestsAnswer>;

/** A digest stands for a text and what it was embedded for, in lower-case hexadecimal. So many vectors at a time that an answer stays below NATS's limit of 1 MiB. */
const embeddingDigest = z.string().regex(/^[0-9a-f]{64}$/);
export const mostEmbeddingsAsked = 100;
const embeddingModel = z.string().min(1).max(200);
/** 32-bit floats, little endian, in base64; 1,536 of them at most. */
export const embeddingSchema = z.object({ digest: embeddingDigest, vector: z.base64().min(4).max(8192) });
export type KeptEmbedding = z.infer<typeof embeddingSchema>;

/** The runner has no database of its own: it asks the projection which embeddings it has kept, and has it keep others. Nothing depends on an answer. */
export const embeddingsQuestion = z.object({ model: embeddingModel, digests: z.array(embeddingDigest).min(1).max(mostEmbeddingsAsked) });
export const embeddingsAnswer = z.object({ embeddings: z.array(embeddingSchema) });
export const keepEmbeddingsQuestion = z.object({ model: embeddingModel, embeddings: z.array(embeddingSchema).min(1).max(mostEmbeddingsAsked) });
export const keepEmbeddingsAnswer = z.object({ kept: z.number() });

/** What a check measured, for whoever draws it: sizes in bytes, times in ISO 8601. */
export const prerequisiteDetailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type PrerequisiteDetails = z.infer<typeof prerequisiteDetailsSchema>;

/** One prerequisite of a service. A `blocking` one that fails keeps the named stages from being consumed; while one with `agents` fails, no run of these coding agents is accepted; an `optional` one not every installation needs, and its lack is no fault of the whole. */
export const prerequisiteSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  remediation: z.string().optional(),
  code: z.string().optional(),
  blocking: z.boolean(),
  optional: z.boolean().optional(),
  stages: z.array(z.string()),
  agents: z.array(z.string()).optional(),
  details: prerequisiteDetailsSchema.optional(),
  checkedAt: z.iso.datetime().optional(),
});
export type Prerequisite = z.infer<typeof prerequisiteSchema>;
/** `versions` by the name of the program. */
export const readinessSchema = z.object({
  service: z.string(), worker: z.string(), ok: z.boolean(), prerequisites: z.array(prerequisiteSchema), versions: z.record(z.string(), z.string()).optional(),
});
export type Readiness = z.infer<typeof readinessSchema>;

export const featureSubject = 'ask.discovery.feature';
export const phaseSubject = 'ask.discovery.phase';
export const previewSubject = 'ask.discovery.preview';
export const featuresSubject = 'ask.discovery.features';
export const environmentSubject = 'ask.codex-runner.environment';
export const executionSubject = 'ask.codex-runner.execution';
export const placeSubject = 'ask.codex-runner.place';
export const pullRequestsSubject = 'ask.publisher.pull_requests';
export const embeddingsSubject = 'ask.projection.embeddings.find';
export const keepEmbeddingsSubject = 'ask.projection.embeddings.keep';
export const readinessSubject = (service: StageHost | 'projection'): string => `ask.${service}.readiness`;
