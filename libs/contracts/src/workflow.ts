// Workflows as data: a run carries its chain as a routing slip from its first fact on.
import type { WorkflowName } from './run-context';
import type { StageName } from './stage-catalogue';

const chains: Partial<Record<WorkflowName, readonly StageName[]>> = {
  'next-phase': ['discover', 'submit', 'apply', 'publish', 'finalize'],
};

/** The chain of a new run, or undefined when this installation cannot run the workflow. A dry run ends before the first effect on the repository. */
export function chainOf(workflow: WorkflowName, dryRun: boolean): StageName[] | undefined {
  const chain = chains[workflow];
  if (!chain) return undefined;
  return dryRun ? chain.slice(0, chain.indexOf('publish')) : [...chain];
}
