// What becomes of an artifact after its run: pinned by an operator, or removed with a tombstone in its place. Neither is a fact.
import { z } from 'zod';
import { artifactSchema } from './artifact';

/** Who wanted it kept, and since when. */
export const pinSchema = z.object({ by: z.string(), at: z.iso.datetime() });
export type Pin = z.infer<typeof pinSchema>;

export const removalRules = ['retention'] as const;
/**
 * What is left of bytes that were removed. `rule` is why: `retention`, when `retentionDays` had passed at `expiredAt` and nobody had pinned it.
 * `digest` is null for what no fact ever named, such as a write that a crash had interrupted.
 */
export const tombstoneSchema = z.object({
  removedAt: z.iso.datetime(), rule: z.enum(removalRules), retentionDays: z.number().int(), expiredAt: z.iso.datetime(),
  digest: z.string().nullable(), sizeBytes: z.number().int().min(0),
});
export type Tombstone = z.infer<typeof tombstoneSchema>;

/** An artifact as the API shows it. `pin` is there when `pinned` is true, `tombstone` when its bytes were removed. `expiresAt` is null when it is not to be removed, or was, or while its run is not over. */
export const artifactViewSchema = artifactSchema.extend({ pin: pinSchema.optional(), tombstone: tombstoneSchema.optional() });
export type ArtifactView = z.infer<typeof artifactViewSchema>;
