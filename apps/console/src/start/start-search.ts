// Which run is about to be started: in the address of the page.
export interface StartSearch { repository?: string; base?: string; feature?: string }

export function startSearch(search: Record<string, unknown>): StartSearch {
  const wanted: StartSearch = {};
  for (const name of ['repository', 'base', 'feature'] as const) {
    const value = search[name];
    if ((typeof value === 'string' || typeof value === 'number') && String(value) !== '') wanted[name] = String(value);
  }
  return wanted;
}
