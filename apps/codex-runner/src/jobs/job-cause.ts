// Why a job ended, told from what the engine, the clock and the meter say, so that whoever adopts an ended one comes to the same answer.
import type { JobCause } from './job';
import type { JobLimits } from './container-settings';

/** What is known of a container that has ended. `stoppedFor` is the reason for which this very process stopped it. */
export interface EndedJob {
  exitCode: number;
  oomKilled: boolean;
  startedAt: Date;
  endedAt: Date;
  timeLimitSeconds: number;
  /** The most that the meter saw. */
  workspaceBytes: number;
  outputBytes: number;
  stoppedFor: JobCause | undefined;
}

/** What the program in the container is given on top of its own limit to stop the agent and keep its result. */
export const graceAfterLimitSeconds = 60;

/** How a program of the image says that the time was over. */
const timedOutExit = 124;
/** 128 + SIGXFSZ: a file grew over the largest size allowed. */
const fileTooLargeExit = 153;

export function causeOf(job: EndedJob, { diskBytes, outputBytes }: Pick<JobLimits, 'diskBytes'> & { outputBytes: number }): JobCause {
  if (job.stoppedFor) return job.stoppedFor;
  const seconds = (job.endedAt.getTime() - job.startedAt.getTime()) / 1000;
  if (job.exitCode === timedOutExit && seconds >= job.timeLimitSeconds - 1) return 'time';
  if (job.exitCode === 0) return 'exit';
  if (job.oomKilled) return 'memory';
  if (job.exitCode === fileTooLargeExit || job.workspaceBytes > diskBytes || job.outputBytes > outputBytes) return 'disk';
  if (job.exitCode <= 128) return 'exit';
  return seconds >= job.timeLimitSeconds ? 'time' : 'killed';
}
