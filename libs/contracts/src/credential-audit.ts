// The outcome of a credential check, never the credential.
import { z } from 'zod';

export const credentialStatus = z.enum(['valid', 'invalid', 'expires_soon', 'scope_missing', 'skipped']);
export type CredentialStatus = z.infer<typeof credentialStatus>;

export const credentialAuditSchema = z.object({
  codexStatus: credentialStatus,
  githubStatus: credentialStatus,
  checkedAt: z.iso.datetime(),
  notes: z.array(z.string()),
});
export type CredentialAudit = z.infer<typeof credentialAuditSchema>;
