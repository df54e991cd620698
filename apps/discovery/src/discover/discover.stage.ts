// The stage discover: finds the next phase of a feature, or that there is nothing left to do.
import type { DiscoverOutput, StageInput } from '#contracts';
import { unresolvedFeature } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { PhaseFinder } from './phase-finder';

@Stage('discover')
export class DiscoverStage implements StageHandler<'discover'> {
  constructor(private readonly phases: PhaseFinder) {}

  async run({ request: { repository, featureKey, baseBranch } }: StageInput<'discover'>, stage: StageContext): Promise<DiscoverOutput> {
    const named = featureKey === unresolvedFeature ? {} : { featureKey };
    const found = await this.phases.find({ repository, baseBranch, ...named }, (message) => stage.progress(message));
    if (found.phase) {
      stage.conclude(`${found.phase.title}: ${found.openTasks.length} open tasks`);
    } else {
      stage.endRun('no_work');
      stage.conclude(`every task of ${found.tasksFile} is done`);
    }
    return found;
  }
}
