// What the check of each of several answers means: how they are ranked, and what the run says when none of them can be published.
import type { Candidate } from '#contracts';
import { StageFailure, rankCandidates } from '#domain';
import type { Answer } from './candidate-answers';
import type { CheckedPatch } from './patch-check';

/** An answer that was put on the base: `checked` when it can be published, otherwise `failure` says why not. */
export interface JudgedAnswer extends Answer { checked?: CheckedPatch }

/** Pure. Best first. */
export function rankAnswers(judged: readonly JudgedAnswer[], openTasks: number): Candidate[] {
  return rankCandidates(judged.map(({ candidate, diff, patch, checked, failure }) => ({
    candidate, patch, openTasks,
    ticked: checked?.ticked.length ?? 0,
    foreignTicks: checked?.findings.filter(({ code }) => code === 'tasks.foreign_tick').length ?? 0,
    findings: checked?.findings.length ?? 0,
    sizeBytes: diff === null ? 0 : Buffer.byteLength(diff),
    refused: checked ? null : failure?.failure.message ?? 'it was not checked',
  })));
}

/** Pure. The failure of the best answer, in which the others are named. */
export function nothingToPublish(best: StageFailure, ranked: readonly Candidate[]): StageFailure {
  const [first, ...others] = ranked;
  const { failure } = best;
  return new StageFailure({
    ...failure,
    message: [`None of ${ranked.length} answers can be published. Answer ${first?.candidate ?? 1}: ${failure.message}`, ...others.map(({ candidate, why }) => `Answer ${candidate}: ${why}`)].join(' ').slice(0, 2000),
    details: { ...failure.details, answers: ranked.map(({ candidate, why }) => ({ candidate, why })) },
  }, { cause: best });
}
