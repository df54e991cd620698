// References to what a stage kept: the bytes lie in the artifact store, facts carry only these.
import { z } from 'zod';

export const artifactKinds = [
  'codex_prompt', 'codex_logs', 'codex_patch', 'applied_patch', 'apply_report', 'conflict_report', 'gh_push_log', 'gh_pr_response',
  'run_summary', 'retry_context', 'late_effect', 'stdout_log', 'stderr_log', 'environment_info',
] as const;
export const artifactKind = z.enum(artifactKinds);
export type ArtifactKind = z.infer<typeof artifactKind>;

/** `path` is relative to the artifact root; `digest` is `sha256:<hex>`; `sizeBytes` in bytes; times are ISO 8601 in UTC. */
export const artifactSchema = z.object({
  id: z.uuid(),
  artifactType: artifactKind,
  stage: z.string(),
  attempt: z.number().int().min(1),
  path: z.string(),
  contentType: z.string(),
  sizeBytes: z.number().int().min(0),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  pinned: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Artifact = z.infer<typeof artifactSchema>;
