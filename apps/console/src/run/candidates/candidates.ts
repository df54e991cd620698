// The several answers of a run's agent, as the run has noted them.
import type { Artifact, Candidate, CandidateReport, Run } from '#contracts';

/** The note of the latest attempt, or undefined for a run with one answer. */
export function reportOfAnswers({ artifacts }: Pick<Run, 'artifacts'>): Artifact | undefined {
  return artifacts.filter(({ artifactType }) => artifactType === 'candidate_report').reduce<Artifact | undefined>((last, one) => (last && last.attempt > one.attempt ? last : one), undefined);
}

/** What became of an answer, in a word. */
export function standing({ chosen, applies }: Candidate, chosenBy: CandidateReport['chosenBy']): string {
  if (chosen) return chosenBy === 'operator' ? 'Chosen by an operator' : 'Taken as the best';
  return applies ? 'Can be published' : 'Cannot be published';
}

/** Whether an operator can have the answer published instead. Whoever asks for another run's is refused by the gateway all the same. */
export function canChoose({ applies, chosen }: Candidate, { status, restartedAs, finishedAt }: Pick<Run, 'status' | 'restartedAs' | 'finishedAt'>): boolean {
  return applies && finishedAt !== null && restartedAs === null && (status === 'failed' || (status === 'succeeded' && !chosen));
}
