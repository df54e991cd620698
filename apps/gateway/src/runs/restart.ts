// A run started again from discovery: the same order, as if it were given now.
import { unresolvedFeature, type CreateRun, type Fact } from '#contracts';

/** Pure. The feature that nobody could name is looked for again. */
export function restartBody({ context: { request } }: Pick<Fact, 'context'>, { notes, specifyText }: { notes?: string | undefined; specifyText?: string | undefined } = {}): CreateRun {
  const { repository, featureKey, workflow, baseBranch, agent, attempts, dryRun, queue, externalRef } = request;
  const kept = notes ?? request.notes;
  return {
    repository, workflow, agent, attempts, dryRun,
    ...(featureKey === unresolvedFeature ? {} : { featureKey }),
    ...(specifyText === undefined ? {} : { specifyText }),
    ...(baseBranch === undefined ? {} : { baseBranch }),
    ...(queue === undefined ? {} : { queue }),
    ...(externalRef === undefined ? {} : { externalRef }),
    ...(kept === undefined ? {} : { notes: kept }),
  };
}
