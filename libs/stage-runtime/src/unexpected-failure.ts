// Turns an error nobody planned for into a failure that still says what to do.
import { ZodError } from 'zod';
import { ArtifactGone } from '#artifacts';
import type { Failure } from '#contracts';

export function unexpectedFailure(stage: string, error: unknown): Failure {
  if (error instanceof ArtifactGone) {
    return { code: 'artifact.gone', message: error.message, remediation: 'Start the run again from discovery: what this stage needs is no longer there.', retryable: false };
  }
  if (error instanceof ZodError) {
    return {
      code: 'worker.shape', message: `${stage} was given or gave something of another shape: ${error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
      remediation: 'The services may be of different releases. Bring all to the same release, then start the run again from discovery.', retryable: false,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'worker.unexpected', message: `${stage} failed unexpectedly: ${message}`.slice(0, 2000), retryable: true,
    remediation: 'Look for the run id in the log of the stage\'s service, then retry the run. If it fails again, report it with that log.',
  };
}
