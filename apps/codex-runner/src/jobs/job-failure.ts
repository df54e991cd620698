// What an operator reads when a job was stopped by one of its limits.
import { StageFailure } from '#domain';
import type { JobEnd } from './job';
import type { JobLimits } from './container-settings';

const known = {
  time: (limits: JobLimits, minutes: number) => [`ran longer than ${minutes} minutes`, 'Read the log for what it was waiting for; raise SPECLINE_JOB_MINUTES if the work needs longer.'],
  memory: ({ memoryBytes }: JobLimits) => [`needed more than ${shown(memoryBytes)} of memory`, 'Raise SPECLINE_JOB_MEMORY, or make the task smaller.'],
  disk: ({ diskBytes }: JobLimits) => [`wrote more than the ${shown(diskBytes)} that a workspace may hold, or printed without end`, 'Read the log for what it wrote; raise SPECLINE_JOB_DISK if the work needs more.'],
  processes: ({ processes }: JobLimits) => [`held all of its ${processes} processes for longer than a moment`, 'Read the log for what it started; raise SPECLINE_JOB_PROCESSES if the work needs more.'],
  killed: () => ['was ended by a signal from outside: by hand, or because the Docker Engine stopped', 'See the engine\'s own log, then retry the run.'],
  lost: () => ['is gone and left no exit code: its container was removed by hand, or the engine lost it', 'Retry the run.'],
} satisfies Record<string, (limits: JobLimits, minutes: number) => [string, string] | string[]>;

/** Undefined for a job that ended by itself, whatever its exit code: what that says is the agent's matter. */
export function jobFailure(end: JobEnd, limits: JobLimits, timeLimitSeconds: number): StageFailure | undefined {
  if (end.cause === 'exit') return undefined;
  const [what = '', remediation = ''] = known[end.cause](limits, Math.round(timeLimitSeconds / 6) / 10);
  const refused = end.refusedHosts.length > 0 ? ` It was refused ${end.refusedHosts.join(', ')}.` : '';
  return new StageFailure({
    code: `job.${end.cause}`, message: `The job ${what}.${refused}`, remediation, retryable: end.cause === 'killed' || end.cause === 'lost',
    details: { exitCode: end.exitCode, startedAt: end.startedAt, endedAt: end.endedAt, ...(end.refusedHosts.length > 0 ? { refusedHosts: end.refusedHosts } : {}) },
  });
}

function shown(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${Math.round(bytes / 1024 ** 3 * 10) / 10} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
