// Which artifacts are pinned and which were removed: one row of an artifact is either, so that a pin and a removal cannot both be granted.
import type { Pin, Tombstone } from '#contracts';
import type { ArtifactKeeping } from '#domain';
import type { Database } from './database';
import { keepingTable, nameOf } from './tables';

/** `path` is the artifact's in the store, for what no fact names. */
export interface KeptRow extends ArtifactKeeping { path: string | null }
export interface Burial { artifactId: string; path: string; tombstone: Tombstone }

const table = nameOf(keepingTable);
interface KeepingRow {
  artifact_id: string; path: string | null; pinned_by: string | null; pinned_at: Date | null;
  removed_at: Date | null; rule: Tombstone['rule'] | null; retention_days: number | null; expired_at: Date | null; digest: string | null; size_bytes: string | null;
}

/** Every question can end in `ReadModelUnavailable`. */
export class KeepingRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  async ofRun(runId: string): Promise<KeptRow[]> {
    return (await this.database.ask<KeepingRow>('keeping_of_run', `SELECT * FROM ${table} WHERE run_id = $1 ORDER BY artifact_id`, [runId])).map(keptRowOf);
  }

  /** What is pinned already keeps its pin; what was removed cannot be pinned any more. */
  async pin(runId: string, artifactIds: readonly string[], { by, at }: Pin): Promise<void> {
    await this.database.ask('pin', `INSERT INTO ${table} (run_id, artifact_id, pinned_by, pinned_at) SELECT $1, unnest($2::uuid[]), $3, $4 ON CONFLICT DO NOTHING`, [runId, artifactIds.toSorted(), by, at]);
  }

  async unpin(runId: string, artifactIds: readonly string[]): Promise<void> {
    await this.database.ask('unpin', `DELETE FROM ${table} WHERE run_id = $1 AND artifact_id = ANY($2::uuid[]) AND removed_at IS NULL`, [runId, artifactIds]);
  }

  /**
   * Writes tombstones, before anything is removed.
   * @returns the artifacts that may be removed: those that have a tombstone now, of this time or an earlier one; the others are pinned
   */
  async bury(runId: string, burials: readonly Burial[]): Promise<string[]> {
    // In one order everywhere: two that write the same rows wait for each other, and not both at once.
    const rows = burials.toSorted((one, other) => (one.artifactId < other.artifactId ? -1 : 1)).map(({ artifactId, path, tombstone: { removedAt, rule, retentionDays, expiredAt, digest, sizeBytes } }) => (
      { artifact_id: artifactId, path, removed_at: removedAt, rule, retention_days: retentionDays, expired_at: expiredAt, digest, size_bytes: sizeBytes }));
    const buried = await this.database.ask<{ artifact_id: string }>('bury', `WITH added AS (
        INSERT INTO ${table} (run_id, artifact_id, path, removed_at, rule, retention_days, expired_at, digest, size_bytes)
        SELECT $1, artifact_id, path, removed_at, rule, retention_days, expired_at, digest, size_bytes FROM json_populate_recordset(NULL::${table}, $2::json) ON CONFLICT DO NOTHING RETURNING artifact_id)
      SELECT artifact_id FROM added UNION SELECT artifact_id FROM ${table} WHERE run_id = $1 AND artifact_id = ANY($3::uuid[]) AND removed_at IS NOT NULL`, [runId, JSON.stringify(rows), burials.map(({ artifactId }) => artifactId)]);
    return buried.map((row) => row.artifact_id);
  }
}

function keptRowOf({ artifact_id: artifactId, path, pinned_by: by, pinned_at: at, ...rest }: KeepingRow): KeptRow {
  return { artifactId, path, pin: by === null || at === null ? null : { by, at: at.toISOString() }, tombstone: tombstoneOf(rest) };
}

function tombstoneOf({ removed_at: removedAt, rule, retention_days: retentionDays, expired_at: expiredAt, digest, size_bytes: sizeBytes }: Omit<KeepingRow, 'artifact_id' | 'path' | 'pinned_by' | 'pinned_at'>): Tombstone | null {
  if (!removedAt || !rule || retentionDays === null || !expiredAt) return null;
  return { removedAt: removedAt.toISOString(), rule, retentionDays, expiredAt: expiredAt.toISOString(), digest, sizeBytes: Number(sizeBytes) };
}
