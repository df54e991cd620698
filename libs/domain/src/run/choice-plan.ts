// What it takes to publish another answer of the agent: the context that apply was given, with the answers that it has kept.
import type { Artifact, Candidate, Failure, RunContext, StoredFact } from '#contracts';
import { isOver } from './turn';

export type ChoicePlan =
  | { ok: true; stage: 'apply'; attempt: number; trigger: number; context: RunContext; patch: Artifact }
  | { ok: false; failure: Failure };

export interface ChoiceQuestion {
  /** The facts of the run in their order. */
  facts: readonly StoredFact[];
  candidate: number;
  /** The lane's current run when it is another one. */
  newerRun?: string | undefined;
}

const restart = 'Start again with the mode restart_from_discovery, which looks at the repository afresh.';

/** Pure. The last fact of a finished run carries its own stage's output alone, so the context is that of apply's last success. */
export function planChoice({ facts, candidate, newerRun }: ChoiceQuestion): ChoicePlan {
  const last = facts.at(-1);
  if (newerRun) return unsafe(`A newer run of this feature exists: ${newerRun}.`, 'Choose among the answers of the newer run, or start a new one with the mode restart_from_discovery.', { newerRun });
  if (!last || !isOver(last.fact)) return unsafe('The run is still on its way.', 'Wait until it has ended, then choose.');
  if (last.fact.state === 'cancelled') return unsafe('The run was cancelled.', restart);
  const context = facts.findLast(({ fact }) => fact.stage === 'apply' && fact.state === 'succeeded' && fact.context.submit)?.fact.context;
  const candidates = context?.apply?.candidates;
  if (!context || !candidates) return unknown('The run has not several answers to choose from.', 'Start a run with two to four attempts, of an agent that gives several answers.');
  const wanted = candidates.find((one) => one.candidate === candidate);
  if (!wanted) return unknown(`The run has no answer ${candidate}.`, waysOut(candidates));
  if (!wanted.applies || !wanted.patch) return unsafe(`Answer ${candidate} cannot be published: ${wanted.why}`, waysOut(candidates));
  if (wanted.chosen && last.fact.state === 'succeeded') return unsafe(`Answer ${candidate} is the one that the run has taken already.`, waysOut(candidates));
  return { ok: true, stage: 'apply', attempt: last.fact.attempt + 1, trigger: last.sequence, context, patch: wanted.patch };
}

function waysOut(candidates: readonly Candidate[]): string {
  const others = candidates.filter(({ applies, chosen }) => applies && !chosen).map((one) => one.candidate);
  return others.length > 0 ? `Choose among the others that can be published: ${others.join(', ')}.` : `No other answer can be published. ${restart}`;
}

const unsafe = (message: string, remediation: string, details?: Record<string, unknown>): ChoicePlan => refuse('retry.unsafe', { message, remediation, ...(details ? { details } : {}) });
const unknown = (message: string, remediation: string): ChoicePlan => refuse('candidate.unknown', { message, remediation });

function refuse(code: string, said: Pick<Failure, 'message' | 'remediation' | 'details'>): ChoicePlan {
  return { ok: false, failure: { code, retryable: false, ...said } };
}
