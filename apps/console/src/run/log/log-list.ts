// Which logs a run has: those its facts name, and those that are being written.
import type { News, Run } from '#contracts';

/** `size` in bytes; undefined while it is not known. `key` is stage and attempt, as in the address. */
export interface LogReference { key: string; stage: string; attempt: number; artifactId: string; size: number; growing: boolean }

/** Pure. In the order in which they were begun. */
export function logsOf({ artifacts }: Pick<Run, 'artifacts'>, growing: Iterable<News>): LogReference[] {
  const kept = artifacts.filter(({ artifactType }) => artifactType === 'codex_logs')
    .map(({ id, stage, attempt, sizeBytes }) => ({ key: `${stage}.${attempt}`, stage, attempt, artifactId: id, size: sizeBytes, growing: false }));
  const known = new Set(kept.map(({ artifactId }) => artifactId));
  const live = [...growing].flatMap(({ artifactId, stage, attempt, sizeBytes }) => (artifactId === undefined || known.has(artifactId) ? [] : [{ key: `${stage}.${attempt}`, stage, attempt, artifactId, size: sizeBytes ?? 0, growing: true }]));
  return [...kept, ...live].sort((one, other) => one.attempt - other.attempt);
}
