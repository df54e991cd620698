// References to what a stage kept: the bytes lie in the artifact store, facts carry only these.
import { z } from 'zod';

/** `codex_…` are those of whichever agent a run has. `agent_events` are what an agent in a job container said, line by line; `prompt_passages` which passages of the feature's documents a prompt quotes; `shadow_prompt` the prompt of the path that was not taken; `candidate_patch_N` the answers of an agent that was asked for several. */
export const artifactKinds = [
  'specification', 'codex_prompt', 'prompt_passages', 'shadow_prompt', 'codex_logs', 'agent_events', 'stdout_log', 'stderr_log', 'environment_info',
  'codex_patch', 'candidate_patch_1', 'candidate_patch_2', 'candidate_patch_3', 'candidate_patch_4', 'candidate_report',
  'applied_patch', 'apply_report', 'conflict_report', 'gh_push_log', 'gh_pr_response', 'run_summary', 'cleanup_report', 'retry_context', 'late_effect',
] as const;
export const artifactKind = z.enum(artifactKinds);
export type ArtifactKind = z.infer<typeof artifactKind>;

/** Those that grow line by line while a stage works: calls of a program that speaks with an agent elsewhere, and what an agent in a job container does and prints. */
export const logKinds = ['codex_logs', 'agent_events', 'stdout_log', 'stderr_log'] as const satisfies readonly ArtifactKind[];
export type LogKind = (typeof logKinds)[number];

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

/** Where an artifact belongs: one stage of one attempt keeps one artifact of a kind. */
export interface ArtifactPlace { runId: string; stage: string; attempt: number; kind: ArtifactKind }

/** An artifact's id is the UUIDv5 of its place's name in this namespace, so that a log can be read before any fact names it. */
export const artifactIdNamespace = '7b0a5e0a-7c0f-5a55-9a9c-2d3c1c9f4f10';
export const artifactPlaceName = ({ runId, stage, attempt, kind }: ArtifactPlace): string => `${runId}/${stage}/${attempt}/${kind}`;
