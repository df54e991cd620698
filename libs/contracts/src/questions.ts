// What one service asks another by NATS request/reply: reads only, answered by whichever replica holds the credential.
import { z } from 'zod';
import { failureSchema } from './failure';
import { specPhaseSchema } from './run-context';
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

/** One prerequisite of a service. A `blocking` one that fails keeps the named stages from being consumed. */
export const prerequisiteSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  remediation: z.string().optional(),
  code: z.string().optional(),
  blocking: z.boolean(),
  stages: z.array(z.string()),
});
export type Prerequisite = z.infer<typeof prerequisiteSchema>;
export const readinessSchema = z.object({ service: z.string(), worker: z.string(), ok: z.boolean(), prerequisites: z.array(prerequisiteSchema) });
export type Readiness = z.infer<typeof readinessSchema>;

export const featureSubject = 'ask.discovery.feature';
export const phaseSubject = 'ask.discovery.phase';
export const readinessSubject = (service: StageHost | 'projection'): string => `ask.${service}.readiness`;
