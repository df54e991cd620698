// How many days are looked at: in the address of the page.
export const insightSpans = [7, 14, 30, 90] as const;
export interface InsightSearch { days?: number }

export function insightSearch(search: Record<string, unknown>): InsightSearch {
  const days = Number(search['days']);
  return Number.isInteger(days) && days >= 1 && days <= 90 ? { days } : {};
}
