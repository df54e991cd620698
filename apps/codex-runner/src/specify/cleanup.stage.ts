// Takes away what a specification was written in. What cannot be removed now is no reason to fail: it is recorded, and removed later by itself.
import type { CleanupOutput } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { JobContainers } from '../jobs/job';

@Stage('cleanup')
export class CleanupStage implements StageHandler<'cleanup'> {
  constructor(private readonly jobs: JobContainers) {}

  async run(_input: unknown, stage: StageContext): Promise<CleanupOutput> {
    const { removed, left } = await this.jobs.removeOf(stage.runId);
    const outcome = left.length > 0 ? 'left' : 'removed';
    const report = await stage.keepJson('cleanup_report', { at: new Date().toISOString(), outcome, removed, left });
    stage.conclude(left.length > 0 ? `left for later: ${left.map(({ name, why }) => `${name} (${why})`).join(', ')}` : `removed ${removed.length > 0 ? removed.join(', ') : 'nothing: nothing was there'}`);
    return { outcome, removed, left, report };
  }
}
