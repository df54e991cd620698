// Which logs a run has: those its facts name, and those that are being written.
import { logKinds, type ArtifactKind, type LogKind, type News, type Run } from '#contracts';

/** `size` in bytes. `key` says stage, attempt and kind, as in the address. */
export interface LogReference { key: string; stage: string; attempt: number; kind: LogKind; artifactId: string; size: number; growing: boolean }

const names: Record<LogKind, string> = { codex_logs: '', agent_events: '', stdout_log: ': standard output', stderr_log: ': standard error' };

/** Pure. In the order in which they were begun. */
export function logsOf({ artifacts }: Pick<Run, 'artifacts'>, growing: Iterable<News>): LogReference[] {
  const kept = artifacts.flatMap(({ id, artifactType, stage, attempt, sizeBytes }) => (isLog(artifactType) ? [reference({ stage, attempt, kind: artifactType, artifactId: id, size: sizeBytes, growing: false })] : []));
  const known = new Set(kept.map(({ artifactId }) => artifactId));
  const live = [...growing].flatMap(({ artifactId, artifactType = 'codex_logs', stage, attempt, sizeBytes = 0 }) => (
    artifactId === undefined || known.has(artifactId) || !isLog(artifactType) ? [] : [reference({ stage, attempt, kind: artifactType, artifactId, size: sizeBytes, growing: true })]
  ));
  return [...kept, ...live].sort((one, other) => one.attempt - other.attempt);
}

/** What people read first: the latest that tells what was done, rather than what was printed. */
export function firstShown(logs: readonly LogReference[]): LogReference | undefined {
  return logs.findLast(({ kind }) => names[kind] === '') ?? logs.at(-1);
}

export function logName({ stage, attempt, kind, growing }: LogReference): string {
  return `${stage}, attempt ${attempt}${names[kind]}${growing ? ' (live)' : ''}`;
}

function reference(log: Omit<LogReference, 'key'>): LogReference {
  return { ...log, key: `${log.stage}.${log.attempt}${log.kind === 'codex_logs' ? '' : `.${log.kind}`}` };
}

function isLog(kind: ArtifactKind): kind is LogKind {
  return (logKinds as readonly ArtifactKind[]).includes(kind);
}
