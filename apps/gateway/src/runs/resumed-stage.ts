// What a stage that is started again takes from the artifact store.
import type { Artifact, RunContext } from '#contracts';

type Needs = (context: RunContext) => readonly (Artifact | undefined)[];

/** Stages that are not named here need nothing but their context. */
const needs: Partial<Record<string, Needs>> = {
  publish: ({ apply, tasks }) => [apply?.appliedPatch, tasks?.change?.appliedPatch],
  specify: ({ request }) => [request.specification],
  plan: ({ request, specify }) => [request.specification, specify?.change?.appliedPatch],
  tasks: ({ request, plan }) => [request.specification, plan?.change?.appliedPatch],
};

/** Pure. */
export function artifactsNeededBy(stage: string, context: RunContext): Artifact[] {
  return (needs[stage]?.(context) ?? []).filter((one) => one !== undefined);
}
