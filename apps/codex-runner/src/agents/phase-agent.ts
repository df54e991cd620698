// What the stages of a phase ask of a run's coding agent, wherever it works.
import type { AgentUsage, DiscoverOutput, RunRequest, StageInput, SubmitOutput } from '#contracts';
import type { StageContext } from '#stage-runtime';

/** `marker` stands at the prompt's beginning. */
export interface PhaseOrder { request: RunRequest; discover: DiscoverOutput; prompt: string; marker: string }
export type AcceptedPhase = Omit<SubmitOutput, 'agent' | 'prompt'>;

/** A patch as git writes it; what it holds is judged by whoever asked. `usage` is null when the agent reported none, absent when it never does; `agentVersion` is there when the agent says it only at work. */
export interface OnlyAnswer { patch: string | Uint8Array; usage?: AgentUsage | null; agentVersion?: string }
/** The patch of one of several answers, which count from 1. @throws StageFailure `codex.attempt_unknown` past the last one */
export type FetchAnswer = (candidate: number) => Promise<string>;
/** `several` when the run asked for more than one, of an agent that gives more than one. */
export type PhaseAnswer = OnlyAnswer | { several: FetchAnswer };

/** Two kinds of agents fill it: those that work elsewhere, and those in job containers. */
export abstract class PhaseAgent {
  /** Proves what the agent needs, then gives it the phase. @throws StageFailure */
  abstract submit(order: PhaseOrder, stage: StageContext): Promise<AcceptedPhase>;

  /** Waits for what the agent made of it: one answer, or where several can be had. @throws StageFailure */
  abstract answer(phase: StageInput<'apply'>, stage: StageContext): Promise<PhaseAnswer>;
}
