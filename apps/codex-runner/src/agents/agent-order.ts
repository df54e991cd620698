// What a stage asks of an agent in a job container, and what it gets back.
import type { AgentWork, LocalAgentName } from '#contracts';

export interface AgentOrder {
  agent: LocalAgentName;
  prompt: string;
  repository: string;
  base: { branch: string; sha: string };
  /** `specs/NNN-slug`, for repositories whose skills look it up. */
  featureDirectory?: string;
  /** What earlier steps of the run did, as one patch on the base. */
  earlierPatch?: Uint8Array;
  /** The image's id, once a run has settled on one. */
  image?: string;
}

/** `patch` is everything since the base, earlier steps included; undefined when nothing differs from it. `said` is the agent's last message, `refusedHosts` are those that it asked for in vain. */
export interface AgentResult extends AgentWork {
  patch: Uint8Array | undefined;
  durationMs: number;
  said?: string;
  refusedHosts: readonly string[];
}
