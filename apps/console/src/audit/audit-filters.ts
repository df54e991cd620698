// What the audit log is narrowed to: in the address of the page, and as the API is asked. Pure.
import { auditedActions, type AuditedAction } from '#contracts';

/** How far back, in hours. */
export const spans = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 } as const;
export type Span = keyof typeof spans;
export const spanNames = Object.keys(spans) as Span[];
export const outcomes = ['accepted', 'refused'] as const;

export interface AuditFilters { actor?: string; action?: AuditedAction; repository?: string; runId?: string; outcome?: (typeof outcomes)[number]; span?: Span }

/** Reads the address; what nobody could mean is left out. */
export function auditSearch(search: Record<string, unknown>): AuditFilters {
  const [actor, repository, runId] = ['actor', 'repository', 'runId'].map((name) => wordsOf(search[name]));
  const action = auditedActions.find((one) => one === search['action']);
  const outcome = outcomes.find((one) => one === search['outcome']);
  const span = spanNames.find((one) => one === search['span']);
  return {
    ...(actor ? { actor } : {}), ...(action ? { action } : {}), ...(repository ? { repository } : {}), ...(runId && isId(runId) ? { runId } : {}),
    ...(outcome ? { outcome } : {}), ...(span ? { span } : {}),
  };
}

export const isNarrowed = (filters: AuditFilters): boolean => Object.keys(filters).length > 0;

/** @param now milliseconds since 1970 */
export function questionOf({ span, ...filters }: AuditFilters, now: number): Omit<AuditFilters, 'span'> & { since?: string } {
  return { ...filters, ...(span ? { since: new Date(now - spans[span] * 3_600_000).toISOString() } : {}) };
}

/** A name of digits stands in an address as a number. */
function wordsOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export const isId = (text: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
