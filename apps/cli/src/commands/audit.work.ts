// Lists the audit log, newest first.
import { auditPath, type AuditEntry, type AuditPage } from '#contracts';
import { auditedChanges, changeText } from '#domain';
import { exitCodes, type ExitCode } from '../exit-codes';
import { moment } from '../output/moments';
import { shown } from '../output/shown-text';
import { table } from '../output/table';
import type { Session } from '../session';

export interface AuditOptions { actor?: string; action?: string; repository?: string; run?: string; outcome?: string; since?: string; until?: string; limit?: number; cursor?: string }

export async function listAudit({ api, terminal, json }: Session, options: AuditOptions): Promise<ExitCode> {
  const page = await api.call<AuditPage>(auditPath, { query: queryOf(options) });
  if (json) terminal.json(page);
  else if (page.items.length === 0) terminal.notice(page.nextCursor === null ? 'There is no such entry.' : 'There is no such entry among the newest.');
  else {
    const { columns, colors: { bold } } = terminal;
    terminal.line(await table(shown(page.items).map(rowOf), { head: ['WHEN', 'WHO', 'ACTION', 'WHAT', 'OUTCOME', 'CHANGE', 'WHY'], paintHead: bold, flexible: [6, 5, 3, 1], columns }));
  }
  if (!json && page.nextCursor !== null) terminal.notice(`There are more: specline audit … --cursor ${shown(page.nextCursor)}`);
  return exitCodes.done;
}

/** The query of `GET …/audit`. Pure. */
export function queryOf({ actor, action, repository, run, outcome, since, until, limit, cursor }: AuditOptions): URLSearchParams {
  const said = { actor, action, repository, runId: run, outcome, since, until, limit, cursor };
  return new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])));
}

/** Pure. */
export function rowOf(entry: AuditEntry): string[] {
  const { at, actor, action, target, outcome, reason } = entry;
  const what = [target.repository, target.featureKey, target.runId].filter((one) => one !== null).join(' ');
  return [moment(at), actor.name, action, what || 'the installation', outcome, auditedChanges(entry).map(changeText).join(', '), reason ?? ''];
}
