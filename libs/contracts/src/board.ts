// The board: every feature that is known, with the state of each of its phases.
import { z } from 'zod';
import { heldBrakeSchema } from './brake';

export const boardPath = 'api/workflows/speckit/board';

/** `waiting`: a run has failed and waits for a person, in the lane's last run; `failed`: it failed, and a later run went elsewhere. */
export const phaseStatesOnBoard = ['done', 'running', 'pull_request_open', 'failed', 'waiting', 'open'] as const;
export type BoardState = (typeof phaseStatesOnBoard)[number];

/** `done` and `total` count tasks on the base branch; null when only runs tell of the phase. */
export const boardPhaseSchema = z.object({
  slug: z.string(),
  ordinal: z.number().int(),
  title: z.string(),
  state: z.enum(phaseStatesOnBoard),
  runId: z.uuid().nullable(),
  prUrl: z.string().nullable(),
  prNumber: z.number().int().nullable(),
  updatedAt: z.iso.datetime().nullable(),
  done: z.number().int().nullable(),
  total: z.number().int().nullable(),
});
export type BoardPhase = z.infer<typeof boardPhaseSchema>;

/** `brakes` are those that keep it from being run, those of its repository among them. */
export const boardFeatureSchema = z.object({ repository: z.string(), featureKey: z.string(), phases: z.array(boardPhaseSchema), brakes: z.array(heldBrakeSchema) });
export type BoardFeature = z.infer<typeof boardFeatureSchema>;

/** In order of repository and feature; `truncated` when there are more. The features of an `unreachable` repository are those that runs tell of. */
export const boardSchema = z.object({
  items: z.array(boardFeatureSchema),
  unreachable: z.array(z.object({ repository: z.string(), code: z.string(), detail: z.string(), remediation: z.string().nullable() })),
  truncated: z.boolean(),
});
export type Board = z.infer<typeof boardSchema>;
