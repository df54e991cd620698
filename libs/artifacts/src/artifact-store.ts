// Keeps the bytes behind artifact references: written whole or grown as a log, checked by digest when read.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Artifact, ArtifactKind } from '#contracts';
import type { ArtifactLog } from './artifact-log';
import { artifactId, artifactPath, type ArtifactForm, type ArtifactPlace } from './artifact-place';

export class ArtifactGone extends Error {
  constructor(readonly path: string, readonly reason: 'missing' | 'changed', options?: { cause?: unknown }) {
    super(reason === 'missing' ? `the artifact ${path} is gone` : `the artifact ${path} has other bytes than when it was stored`, options);
    this.name = 'ArtifactGone';
  }
}

/** What may come into being after a run's last fact: an effect outside, and the removal of what the run had left. */
export const lateKinds = ['late_effect', 'cleanup_report'] as const satisfies readonly ArtifactKind[];
export type LateKind = (typeof lateKinds)[number];

export function isLateKind(kind: string): kind is LateKind {
  return (lateKinds as readonly string[]).includes(kind);
}

/** What lies in the store, whether a fact names it or not. `storedAt` is when it was last written. */
export interface KeptArtifact { path: string; sizeBytes: number; storedAt: Date }
/** Both ends included. */
export interface ByteRange { start: number; end: number }

/** Files for one machine, a bucket of the message bus for several. Paths are those of `artifactPath`; for any other there is nothing. */
export abstract class ArtifactStore {
  /** What an operator does when nothing can be kept, and when there is little room. */
  abstract readonly upkeep: { unwritable: string; full: string };

  /** Stores the bytes durably under their place, replacing what an earlier try of the same attempt left. */
  abstract write(place: ArtifactPlace, content: string | Uint8Array, form: ArtifactForm): Promise<Artifact>;

  /** Opens a log (JSON lines, unless told) that grows while its stage runs; a second try of the same attempt goes on where the first one stopped. */
  abstract openLog(place: ArtifactPlace, form?: ArtifactForm): Promise<ArtifactLog>;

  /** The bytes, when they are still the ones that were stored. @throws ArtifactGone */
  abstract read(artifact: Pick<Artifact, 'path' | 'digest'>): Promise<Buffer>;

  /** The size in bytes now (a log may still grow), or undefined when it is gone. */
  abstract size(path: string): Promise<number | undefined>;

  /** The whole or a part, in pieces, as fast as they are taken. @throws ArtifactGone for what is no path of an artifact */
  abstract stream(path: string, range?: ByteRange): Readable;

  /** Artifacts of a run that may have come into being after it had moved on, so that no fact names them; JSON, of the kinds above. */
  abstract lateEffects(runId: string): Promise<Artifact[]>;

  /** The runs of which something is kept, in no order. */
  abstract runs(): AsyncIterable<string>;

  /** Everything that is kept of a run, unfinished writes and unclosed logs included. */
  abstract kept(runId: string): Promise<KeptArtifact[]>;

  /** Removes the bytes for good. What is gone already stays gone. */
  abstract remove(path: string): Promise<void>;

  /** Proves that artifacts can be kept now. @throws the error of whoever keeps them */
  abstract probe(): Promise<void>;

  /** Bytes of what holds the artifacts. */
  abstract room(): Promise<{ freeBytes: number; totalBytes: number }>;
}

/** What is known of the bytes when they have been stored. */
export interface StoredBytes { sizeBytes: number; digest: string; createdAt: Date }

const day = 24 * 60 * 60 * 1000;

/** The reference that goes into facts. `expiresAt` is what is promised now: it is not removed before. */
export function artifactOf(place: ArtifactPlace, form: ArtifactForm, { sizeBytes, digest, createdAt }: StoredBytes, retentionDays: number): Artifact {
  return {
    id: artifactId(place), artifactType: place.kind, stage: place.stage, attempt: place.attempt, path: artifactPath(place, form),
    contentType: form.contentType, sizeBytes, digest, pinned: false,
    expiresAt: new Date(createdAt.getTime() + retentionDays * day).toISOString(), createdAt: createdAt.toISOString(),
  };
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
