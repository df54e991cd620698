// The audit log as an administrator may see it: everything, or what was done to the repositories that are theirs.
import type { AuditLog } from '#bus';
import { acceptedOutcome, type AuditEntry, type AuditPage, type ListAudit } from '#contracts';
import { roleFor, roleForAll, type Grant } from '#domain';
import { busUnavailable } from '../problems/api-problem';

export class AuditReader {
  constructor(private readonly log: Pick<AuditLog, 'find'>) {}

  /** Newest first. @throws ApiProblem 503 */
  async list({ outcome, since, until, cursor, ...question }: ListAudit, grants: readonly Grant[]): Promise<AuditPage> {
    const isMeant = (entry: AuditEntry): boolean => rulesOver(grants, entry) && (outcome === undefined || (entry.outcome === acceptedOutcome) === (outcome === acceptedOutcome));
    const { entries, next } = await this.log.find({
      ...question, isMeant, before: cursor === undefined ? undefined : Number(cursor), since: since && Date.parse(since), until: until && Date.parse(until),
    } as Parameters<AuditLog['find']>[0]).catch((error: unknown) => { throw busUnavailable(error); });
    return { items: entries, nextCursor: next === undefined ? null : String(next) };
  }
}

/** What is about no repository is about all of them. */
function rulesOver(grants: readonly Grant[], { target: { repository } }: AuditEntry): boolean {
  return (repository === null ? roleForAll(grants) : roleFor(grants, repository)) === 'admin';
}
