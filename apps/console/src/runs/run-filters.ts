// What the list of runs is narrowed to: in the address of the page, so that it can be shared.
import { runStatuses, workflowNames, type RunStatus, type RunView, type WorkflowName } from '#contracts';

/** `status` has commas between, as in the API. */
export interface RunFilters {
  status?: string;
  repository?: string;
  featureKey?: string;
  workflow?: WorkflowName;
  failureCode?: string;
  waiting?: true;
  q?: string;
}

/** Reads the address; what nobody could mean is left out. */
export function runsSearch(search: Record<string, unknown>): RunFilters {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() || undefined : undefined;
  };
  const workflow = workflowNames.find((name) => name === search['workflow']);
  const all = {
    status: statusText(statusesOf({ status: text('status') })), repository: text('repository'), featureKey: text('featureKey'), workflow,
    failureCode: text('failureCode'), waiting: search['waiting'] === true || search['waiting'] === 'true' ? true as const : undefined, q: text('q'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function statusesOf({ status }: { status?: string | undefined }): RunStatus[] {
  const named = new Set(status?.split(','));
  return runStatuses.filter((one) => named.has(one));
}

export const statusText = (statuses: readonly RunStatus[]): string | undefined => (statuses.length > 0 ? statuses.join(',') : undefined);

/** Whether a run that has just begun or changed would be in the list. What only the server can say of it (search, waiting) is taken to be so. */
export function mayMatch(run: Pick<RunView, 'status' | 'repository' | 'featureKey' | 'workflow' | 'failure'>, filters: RunFilters): boolean {
  const statuses = statusesOf(filters);
  return (statuses.length === 0 || statuses.includes(run.status))
    && (filters.repository === undefined || run.repository.toLowerCase() === filters.repository.toLowerCase())
    && (filters.featureKey === undefined || run.featureKey === filters.featureKey)
    && (filters.workflow === undefined || run.workflow === filters.workflow)
    && (filters.failureCode === undefined || run.failure?.code === filters.failureCode)
    && (filters.waiting === undefined || run.status === 'failed');
}

export const isFiltered = (filters: RunFilters): boolean => Object.keys(filters).length > 0;
