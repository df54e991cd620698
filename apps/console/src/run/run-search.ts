// What of a run is looked at: in the address of the page.
export const runTabs = ['log', 'patch', 'tasks', 'artifacts', 'facts'] as const;
export type RunTab = (typeof runTabs)[number];

/** `log` names stage and attempt, as in `apply.1`; `artifact` an artifact's id. */
export interface RunSearch { tab?: RunTab; log?: string; raw?: true; artifact?: string; split?: true }

export function runSearch(search: Record<string, unknown>): RunSearch {
  const tab = runTabs.find((one) => one === search['tab']);
  const log = matching(search['log'], /^[a-z]{1,40}\.\d{1,4}$/);
  const artifact = matching(search['artifact'], /^[0-9a-f-]{36}$/);
  return {
    ...(tab ? { tab } : {}), ...(log ? { log } : {}), ...(artifact ? { artifact } : {}),
    ...(search['raw'] === true ? { raw: true } : {}), ...(search['split'] === true ? { split: true } : {}),
  };
}

function matching(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}
