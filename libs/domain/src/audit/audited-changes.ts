// What an entry of the audit log says has changed, one thing after the other. Pure.
import type { AuditEntry, AuditedState } from '#contracts';

/** `from` is undefined where it was not known or not there before, `to` where it is there no more. */
export interface AuditedChange { name: string; from: string | undefined; to: string | undefined }

/** None of what was refused, and none where everything is as it was. */
export function auditedChanges({ before, after }: Pick<AuditEntry, 'before' | 'after'>): AuditedChange[] {
  if (after === null) return [];
  const names = Object.keys({ ...before, ...after }).filter((name) => before?.[name] !== after[name]);
  return names.map((name) => ({ name, from: textOf(before, name), to: textOf(after, name) }));
}

function textOf(state: AuditedState | null, name: string): string | undefined {
  const value = state?.[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** @example 'status: running → cancelled' */
export function changeText({ name, from, to }: AuditedChange): string {
  if (from === undefined) return `${name}: ${to ?? 'none'}`;
  return `${name}: ${from} → ${to ?? 'none'}`;
}
