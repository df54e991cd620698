// What the board is narrowed to: in the address of the page.
export interface BoardSearch { repository?: string }

export function boardSearch(search: Record<string, unknown>): BoardSearch {
  return typeof search['repository'] === 'string' && search['repository'] !== '' ? { repository: search['repository'] } : {};
}
