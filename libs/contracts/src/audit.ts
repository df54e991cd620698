// The audit log: who did what over the API, when and why, what came of it and what it changed; and where that is kept.
import { z } from 'zod';
import { roles } from './http';
import { encodeToken, repositoryToken } from './lane';

export const auditPath = 'api/workflows/speckit/audit';

/** Everything that the API lets somebody do. The names stay as they are: they are what is searched for years later. */
export const auditedActions = [
  'run.create', 'run.retry', 'run.cancel', 'run.feedback', 'run.pin', 'run.unpin', 'artifact.pin', 'artifact.unpin',
  'brake.release', 'installation.drain', 'installation.undrain', 'webhook.redeliver',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

/** The outcome of what was done; every other outcome is the code of the refusal. */
export const acceptedOutcome = 'accepted';

const name = z.string().max(200);
/** A few words about how something was: flat, and short. */
const auditedStateSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type AuditedState = z.infer<typeof auditedStateSchema>;

/** `role` is the one for the target, null for who has none there. `signedIn` says what came with the request, `vouchedBy` who says that it is this person's. */
export const auditActorSchema = z.object({ name, role: z.enum(roles).nullable(), signedIn: z.enum(['token', 'session']), vouchedBy: z.enum(['token_list', 'identity_provider']) });
export type AuditActor = z.infer<typeof auditActorSchema>;

/** What it was done to; everything is null for the installation. */
export const auditTargetSchema = z.object({
  repository: z.string().nullable(), featureKey: z.string().nullable(), runId: z.uuid().nullable(), artifactId: z.uuid().nullable(), deliveryId: z.uuid().nullable(),
});
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/**
 * One request. `asked` is what it said beside its target and reason, `before` and `after` how the target was, as far as it was known: null where nobody looked or nothing changed.
 * `status` is that of the answer. A newer version may know more actions.
 */
export const auditEntrySchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  action: z.string(),
  actor: auditActorSchema,
  target: auditTargetSchema,
  reason: z.string().nullable(),
  asked: auditedStateSchema.nullable(),
  before: auditedStateSchema.nullable(),
  after: auditedStateSchema.nullable(),
  outcome: z.string(),
  status: z.number().int(),
  requestId: z.string().nullable(),
  traceId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** `GET …/audit`, newest first. `outcome` is `accepted`, or `refused` for every other; `since` and `until` are moments; `cursor` is opaque and comes from `nextCursor`. */
export const listAuditSchema = z.strictObject({
  actor: name.optional(),
  action: z.enum(auditedActions).optional(),
  repository: z.string().max(140).optional(),
  runId: z.uuid().optional(),
  outcome: z.enum([acceptedOutcome, 'refused']).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().regex(/^\d{1,15}$/, 'is not a cursor of this list').optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListAudit = z.infer<typeof listAuditSchema>;

/** A page may have fewer than `limit` entries and a next one all the same: a search goes only so far at once. */
export const auditPageSchema = z.object({ items: z.array(auditEntrySchema), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;

export const auditStream = 'AUDIT';
export const auditSubjects = 'audit.>';

/** @example 'audit.acme~web.01900000-….ada.run.cancel' */
export function auditSubjectOf({ action, actor, target: { repository, runId } }: Pick<AuditEntry, 'action' | 'actor' | 'target'>): string {
  return ['audit', repository === null ? nothing : repositoryToken(repository), runId ?? nothing, encodeToken(actor.name), action].join('.');
}

/** The subjects of the entries that a list may be about. */
export function auditFilterOf({ repository, runId, actor, action }: Pick<ListAudit, 'repository' | 'runId' | 'actor' | 'action'>): string {
  const any = '*';
  return ['audit', repository === undefined ? any : repositoryToken(repository), runId ?? any, actor === undefined ? any : encodeToken(actor), action ?? '>'].join('.');
}

const nothing = '_';
