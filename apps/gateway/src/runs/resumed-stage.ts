// What a stage that is started again takes from the artifact store.
import type { Artifact, RunContext } from '#contracts';

/** Pure. Stages that are not named here need nothing but their context. */
export function artifactsNeededBy(stage: string, { apply }: RunContext): Artifact[] {
  return stage === 'publish' && apply ? [apply.appliedPatch] : [];
}
