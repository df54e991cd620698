// Removes what has expired of one run: tombstones first, then a last look at the stream, then the bytes.
import { artifactId, partsOfPath, type ArtifactPlace, type ArtifactStore, type KeptArtifact } from '#artifacts';
import type { RunLog } from '#bus';
import type { Artifact, Run } from '#contracts';
import { expiryOf, isOver } from '#domain';
import type { Burial, KeepingRows } from '#read-model';

export interface RunPruningParts {
  store: Pick<ArtifactStore, 'kept' | 'remove' | 'lateEffects'>;
  log: Pick<RunLog, 'lastOfRun'>;
  keeping: Pick<KeepingRows, 'bury'>;
  retentionDays: number;
  now: () => Date;
}

/** Artifacts and bytes that were removed, and artifacts that had expired and are pinned. */
export interface Pruned { artifacts: number; bytes: number; pinned: number }
const nothing: Pruned = { artifacts: 0, bytes: 0, pinned: 0 };

type Known = Pick<Artifact, 'path' | 'digest' | 'sizeBytes' | 'createdAt'>;

export class RunPruning {
  constructor(private readonly parts: RunPruningParts) {}

  async prune(run: Run): Promise<Pruned> {
    const endedAt = await this.endOf(run);
    if (endedAt === undefined) return nothing;
    const burials = await this.expired(run, endedAt);
    if (burials.length === 0) return nothing;
    const buried = new Set(await this.parts.keeping.bury(run.id, burials));
    // An operator may have retried it since.
    if (await this.endOf(run) !== endedAt) return nothing;
    const removed = burials.filter((burial) => buried.has(burial.artifactId));
    for (const { path } of removed) await this.parts.store.remove(path);
    return { artifacts: removed.length, bytes: removed.reduce((sum, { tombstone }) => sum + tombstone.sizeBytes, 0), pinned: burials.length - removed.length };
  }

  /** When the run ended; undefined while it is not over, or its row is behind. Without a fact in the stream nobody acts on it any more. */
  private async endOf(run: Run): Promise<string | undefined> {
    const last = await this.parts.log.lastOfRun(run.id);
    if (!last) return run.finishedAt ?? run.updatedAt;
    return isOver(last.fact) && last.sequence === run.lastSequence ? last.fact.at : undefined;
  }

  private async expired(run: Run, endedAt: string): Promise<Burial[]> {
    const now = this.parts.now();
    if (now < (expiryOf(endedAt, endedAt, this.parts.retentionDays) ?? now)) return [];
    const [kept, late] = [await this.parts.store.kept(run.id), await this.parts.store.lateEffects(run.id)];
    const known = new Map<string, Known>([...run.artifacts, ...late].map((artifact) => [artifact.path, artifact]));
    return kept.flatMap((one) => this.burialOf(one, known.get(one.path), endedAt, now) ?? []);
  }

  private burialOf({ path, sizeBytes, storedAt }: KeptArtifact, known: Known | undefined, endedAt: string, now: Date): Burial | undefined {
    const { retentionDays } = this.parts;
    const expiry = expiryOf(known?.createdAt ?? storedAt.toISOString(), endedAt, retentionDays);
    const place = partsOfPath(path);
    if (!expiry || expiry > now || !place) return undefined;
    return {
      artifactId: artifactId(place as ArtifactPlace), path,
      tombstone: { removedAt: now.toISOString(), rule: 'retention', retentionDays, expiredAt: expiry.toISOString(), digest: known?.digest ?? null, sizeBytes: known?.sizeBytes ?? sizeBytes },
    };
  }
}
