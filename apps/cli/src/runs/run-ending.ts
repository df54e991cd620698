// What is said when a run is over: its pull request, or what went wrong and what to do now.
import type { Failure, RunView } from '#contracts';

type Over = Pick<RunView, 'id' | 'status' | 'prUrl' | 'dryRun' | 'failure' | 'restartedAs'>;

export function endingLines({ id, status, prUrl, dryRun, failure }: Over): string[] {
  if (status === 'failed') return [...(failure ? failureLines(failure) : []), `Then go on with: specline retry ${id}`];
  if (status === 'cancelled') return ['The run was cancelled.'];
  if (status === 'no_work') return ['There is nothing to do: no phase is open.'];
  if (status === 'no_changes') return ['Nothing was changed.'];
  if (prUrl) return [`Pull request: ${prUrl}`];
  return [dryRun ? `The dry run is over. See what it would change: specline diff ${id}` : 'The run has succeeded.'];
}

export const failureLines = ({ code, message, remediation }: Failure): string[] => [`${code}: ${message}`, remediation];
