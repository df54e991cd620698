// Workflows as data: a run carries its chain as a routing slip from its first fact on.
import type { WorkflowName } from './run-context';
import type { StageName } from './stage-catalogue';

const chains: Record<WorkflowName, { full: readonly StageName[]; dry: readonly StageName[] }> = {
  'next-phase': {
    full: ['discover', 'submit', 'apply', 'publish', 'finalize'],
    dry: ['discover', 'submit', 'apply'],
  },
  specify: {
    full: ['prepare', 'specify', 'plan', 'tasks', 'publish', 'cleanup', 'finalize'],
    dry: ['prepare', 'specify', 'plan', 'tasks', 'cleanup', 'finalize'],
  },
};

/** The chain of a new run. A dry run has no effect on the repository. */
export function chainOf(workflow: WorkflowName, dryRun: boolean): StageName[] {
  const { full, dry } = chains[workflow];
  return [...(dryRun ? dry : full)];
}
