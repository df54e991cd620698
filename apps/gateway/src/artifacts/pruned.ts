// The answer to whoever wants bytes that are not there any more.
import type { ArtifactView } from '#contracts';
import { ApiProblem } from '../problems/api-problem';

/** They were removed by a rule, and it is known when. */
export function pruned({ path, tombstone }: ArtifactView): ApiProblem {
  const { removedAt, retentionDays, digest, sizeBytes } = tombstone!;
  const what = digest === null ? `${sizeBytes} bytes` : `${sizeBytes} bytes, ${digest}`;
  return new ApiProblem({
    status: 410, code: 'artifact.pruned', detail: `${path} (${what}) was removed at ${removedAt}, after ${retentionDays} days.`,
    remediation: 'Start the run again with the mode restart_from_discovery when its work is still wanted. To keep artifacts longer pin them, or set SPECLINE_ARTIFACT_RETENTION_DAYS higher.',
  });
}

/** They are missing, and nobody has written down why. */
export function gone({ path }: ArtifactView): ApiProblem {
  return new ApiProblem({
    status: 410, code: 'artifact.gone', detail: `The bytes of ${path} are not in the artifact store, and nothing says that they were removed.`,
    remediation: 'See that every service has the same artifact store (SPECLINE_ARTIFACT_STORE, SPEC_WORKFLOW_ARTIFACT_ROOT), or bring the artifacts back from a backup.',
  });
}
