// What an operator's retry replays: the failed stage's own trigger context, at the stage the failure names.
import type { Failure, StoredFact } from '#contracts';
import { isOver } from './turn';

export type RetryPlan =
  | { ok: true; stage: string; attempt: number; trigger: number }
  | { ok: false; failure: Failure };

/** After these there is nothing to wait for any more: the agent has to be asked anew. Every other trouble with Codex leaves its task as it is. */
const askAnew = new Set(['codex.no_diff', 'codex.failed', 'codex.task_unknown']);

/** The stage that the failure names, or else that its code means. */
function resumeStage({ fact }: StoredFact): string {
  if (fact.failure?.resume) return fact.failure.resume;
  return askAnew.has(fact.failure?.code ?? '') ? 'submit' : fact.stage;
}

/** Decides whether the run whose last fact is `last` can be resumed. `newerRun` is the lane's current run when it is another one. */
export function planRetry(last: StoredFact, newerRun?: string): RetryPlan {
  if (newerRun) return refuse('retry.unsafe', `A newer run of this feature exists: ${newerRun}.`, 'Work on with the newer run, or start a new one with the mode restart_from_discovery.', { newerRun });
  if (!isOver(last.fact)) return refuse('retry.not_failed', 'The run is still on its way.', 'Wait until it has ended, or cancel it first.');
  if (last.fact.state !== 'failed') return refuse('retry.not_failed', 'Only a failed run can be resumed.', 'Start a new run, or use the mode restart_from_discovery.');
  return { ok: true, stage: resumeStage(last), attempt: last.fact.attempt + 1, trigger: last.sequence };
}

function refuse(code: string, message: string, remediation: string, details?: Record<string, unknown>): RetryPlan {
  return { ok: false, failure: { code, message, remediation, retryable: false, ...(details ? { details } : {}) } };
}
