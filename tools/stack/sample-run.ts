// One run of the sample repository from request to pull request, told stage by stage.
import type { RunView } from '#contracts';
import { makeSamplePhaseAvailable } from '../sandbox/sample-repository/sample-repository';
import type { Installation } from './installation';
import { StackError } from './stack-error';

export interface SampleResult { id: string; status: RunView['status']; branchName: string | null; prUrl: string | null; durationMs: number }

/** @throws StackError when the installation is no sandbox or refuses the run */
export async function runSample({ sandbox, client }: Installation, report: (line: string) => void, signal?: AbortSignal): Promise<SampleResult> {
  if (!sandbox) throw new StackError('Only the sandbox has a sample run.', 'Start a run through the API.');
  const { repository, featureKey, phase } = await makeSamplePhaseAvailable(sandbox.github.control);
  const begun = performance.now();
  report(`Running "${phase}" of ${featureKey} in ${repository}`);
  const { id } = await client.start({ repository, featureKey, notes: 'sample run' });
  const run = await client.follow(id, (line) => report(`  ${line}`), signal);
  const durationMs = Math.round(performance.now() - begun);
  report(run.prUrl ? `The pull request is ${run.prUrl} (${(durationMs / 1000).toFixed(1)} s)` : `The run ended with status ${run.status}${run.failure ? `: ${run.failure.message} ${run.failure.remediation}` : ''}`);
  return { id, status: run.status, branchName: run.branchName, prUrl: run.prUrl, durationMs };
}
