// What belongs to a run in the Docker Engine: names by which it is found again, labels by which it is recognised.
import { jobName, workspaceName, type JobKey } from './job';

export const labels = {
  installation: 'specline.installation', run: 'specline.run', stage: 'specline.stage', attempt: 'specline.attempt', role: 'specline.role', egress: 'specline.egress',
} as const;

/** Of an installation on an engine that several may share: nobody touches what another one started. */
export type Installation = string;

/** The helpers of a job: its way out, and who measures its workspace. */
export type HelperRole = 'egress' | 'meter';

export function helperName(key: JobKey, helper: HelperRole): string {
  return `${jobName(key)}-${helper}`;
}

export function networkName(runId: string): string {
  return `specline-${runId}`;
}

export function runLabels(installation: Installation, runId: string): Record<string, string> {
  return { [labels.installation]: installation, [labels.run]: runId };
}

export function jobLabels(installation: Installation, { runId, stage, attempt, role }: JobKey, helper?: HelperRole): Record<string, string> {
  return { ...runLabels(installation, runId), [labels.stage]: stage, [labels.attempt]: String(attempt), [labels.role]: helper ? `${role}-${helper}` : role };
}

/** For the engine's lists. */
export function labelFilter(installation: Installation, runId?: string): { label: string[] } {
  return { label: [`${labels.installation}=${installation}`, runId === undefined ? labels.run : `${labels.run}=${runId}`] };
}

export { jobName, workspaceName };
