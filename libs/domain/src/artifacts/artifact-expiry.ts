// How long artifacts are kept: so many days from their making or from the end of their run, whichever is later, or for as long as they are pinned.
import type { Artifact, ArtifactView, Pin, Run, Tombstone } from '#contracts';

/** What is known of an artifact beside the facts. */
export interface ArtifactKeeping { artifactId: string; pin: Pin | null; tombstone: Tombstone | null }

const day = 24 * 60 * 60 * 1000;

/** Null while the run is not over. @param endedAt the time of the fact that ended the run */
export function expiryOf(madeAt: string, endedAt: string | null, retentionDays: number): Date | null {
  return endedAt === null ? null : new Date(Math.max(Date.parse(madeAt), Date.parse(endedAt)) + retentionDays * day);
}

/** The artifact with what operators and time have made of it. */
export function artifactAsKept(artifact: Artifact, run: Pick<Run, 'finishedAt'>, keeping: ArtifactKeeping | undefined, retentionDays: number): ArtifactView {
  const { pin, tombstone } = keeping ?? { pin: null, tombstone: null };
  const expiresAt = pin || tombstone ? null : expiryOf(artifact.createdAt, run.finishedAt, retentionDays);
  return { ...artifact, pinned: pin !== null, expiresAt: expiresAt && expiresAt.toISOString(), ...(pin ? { pin } : {}), ...(tombstone ? { tombstone } : {}) };
}
