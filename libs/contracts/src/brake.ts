// Brakes: what keeps a feature that is stuck from being run over and over, what an operator says of them, and where that is kept.
import { z } from 'zod';
import { laneOf } from './lane';

export const brakesPath = 'api/workflows/speckit/brakes';
export const drainPath = 'api/workflows/speckit/drain';

/** Those that a release lets go. */
export const brakeCodes = ['brake.no_progress', 'brake.allowance_used', 'brake.repeated_failures', 'brake.unreviewed_pull_requests'] as const;
export type BrakeCode = (typeof brakeCodes)[number];
/** While the installation is drained. */
export const drainingCode = 'brake.draining';

const count = z.number().int().min(0);
const reason = z.string().trim().min(1).max(1000);

/** A brake that holds. `featureKey` is null for one that holds for the whole repository; `until` is when it goes by itself, null when somebody has to release it. */
export const heldBrakeSchema = z.object({
  code: z.enum(brakeCodes),
  repository: z.string(),
  featureKey: z.string().nullable(),
  message: z.string(),
  remediation: z.string(),
  count,
  limit: count,
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
});
export type HeldBrake = z.infer<typeof heldBrakeSchema>;

export const drainSchema = z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() });
export type Drain = z.infer<typeof drainSchema>;

/** What was released last, newest first. */
export const brakeReleaseSchema = z.object({ code: z.enum(brakeCodes), repository: z.string(), featureKey: z.string().nullable(), by: z.string(), at: z.iso.datetime(), reason: z.string() });
export type BrakeRelease = z.infer<typeof brakeReleaseSchema>;

/** 0 turns a brake off. */
export const brakeLimitsSchema = z.object({ noProgress: count, allowance: count, failures: count, unreviewed: count });
export type BrakeLimits = z.infer<typeof brakeLimitsSchema>;

/** `GET …/brakes`. `unknown` names the repositories whose pull requests could not be counted: no brake holds there for their number. */
export const brakesSchema = z.object({
  draining: drainSchema.nullable(),
  items: z.array(heldBrakeSchema),
  releases: z.array(brakeReleaseSchema),
  limits: brakeLimitsSchema,
  unknown: z.array(z.object({ repository: z.string(), code: z.string(), detail: z.string() })),
});
export type Brakes = z.infer<typeof brakesSchema>;

/** `POST …/brakes/release`. Without `code` everything that holds the feature is released; without `featureKey` what holds the repository. */
export const releaseBrakesSchema = z.strictObject({ repository: z.string().min(3).max(140), featureKey: z.string().min(1).max(200).optional(), code: z.enum(brakeCodes).optional(), reason });
export type ReleaseBrakes = z.infer<typeof releaseBrakesSchema>;
export const releasedBrakesSchema = z.object({ released: z.array(brakeReleaseSchema) });

/** `PUT …/drain` begins to drain, `DELETE …/drain` ends it. */
export const drainRequestSchema = z.strictObject({ reason });
export const drainStateSchema = z.object({ draining: drainSchema.nullable() });
export type DrainState = z.infer<typeof drainStateSchema>;

export const brakeStream = 'BRAKES';
export const brakeSubjects = 'brakes.>';
export const drainSubject = 'brakes.drain';

/** What an operator said of a brake, as it is kept. A newer version may say more. */
export const brakeStatementSchema = z.union([
  brakeReleaseSchema.extend({ kind: z.literal('released') }),
  drainSchema.extend({ kind: z.literal('drain'), draining: z.boolean() }),
]);
export type BrakeStatement = z.infer<typeof brakeStatementSchema>;

/** The lane of a repository as a whole, which is no feature's. */
export const brakeLaneOf = ({ repository, featureKey }: Pick<HeldBrake, 'repository' | 'featureKey'>): string => laneOf(repository, featureKey ?? '');

/** @example 'brakes.released.acme~web~003-cart.no_progress' */
export function brakeSubjectOf(statement: BrakeStatement): string {
  return statement.kind === 'drain' ? drainSubject : `brakes.released.${brakeLaneOf(statement)}.${statement.code.replace('brake.', '')}`;
}
