// What was seen of the job containers of runs while the engine was looked at again and again.
import type { JobRole } from '../../../apps/codex-runner/src/jobs/job';

/** A container of a run in which something works: no helper. `createdAt`: ms since 1970, whole seconds, as the engine tells it. */
export interface SeenJob { id: string; name: string; runId: string; stage: string; attempt: number; role: JobRole; running: boolean; createdAt: number }

export class JobSightings {
  private readonly seen = new Map<string, SeenJob>();
  /** Of each run the most that ran at the same moment. */
  private readonly most = new Map<string, number>();

  /** What the engine listed at one moment. */
  saw(jobs: readonly SeenJob[]): void {
    const atWork = new Map<string, number>();
    for (const job of jobs) {
      this.seen.set(job.id, job);
      if (job.running) atWork.set(job.runId, (atWork.get(job.runId) ?? 0) + 1);
    }
    for (const [runId, count] of atWork) this.most.set(runId, Math.max(this.mostAtOnce(runId), count));
  }

  of(runId: string): readonly SeenJob[] {
    return [...this.seen.values()].filter((job) => job.runId === runId);
  }

  mostAtOnce(runId: string): number {
    return this.most.get(runId) ?? 0;
  }
}
