// Artifacts as objects of a JetStream object store, for services on several machines.
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Artifact } from '#contracts';
import { ArtifactLog } from '../artifact-log';
import { artifactId, artifactPath, jsonForm, linesForm, partsOfPath, type ArtifactForm, type ArtifactPlace, type PathParts } from '../artifact-place';
import { ArtifactGone, ArtifactStore, artifactOf, lateKinds, sha256, type ByteRange, type KeptArtifact, type LateKind } from '../artifact-store';
import { Bucket, type BucketOptions } from './bucket';
import { allBytes, artifactBucket, artifactDigest, bytesOfKind, bytesOfPath, bytesOfRun, bytesSubject, contentId, descriptionSubject, logWriting, objectDigest, pathOfSubject, probeSubject } from './object-names';
import { ObjectLogSink } from './object-log-sink';
import { BytesMissing, readBytes } from './object-reader';

export interface ObjectStoreOptions extends BucketOptions {
  retentionDays: number;
  now?: () => Date;
  /** How long the lines of a log gather between two appends; 100 ms unless told. */
  restMilliseconds?: number;
}

/** Where the bytes of an artifact are now. */
interface Content { subject: string; sizeBytes: number; storedAt: Date }

export class ObjectArtifactStore extends ArtifactStore {
  override readonly upkeep = {
    unwritable: 'See that NATS can be reached and has room for a bucket of SPECLINE_ARTIFACT_MAX_BYTES, and that this service\'s NATS user may write to it (config/nats/users.conf).',
    full: 'Give SPECLINE_ARTIFACT_MAX_BYTES more, as far as the disks of NATS go, or shorten SPECLINE_ARTIFACT_RETENTION_DAYS.',
  };
  private readonly now: () => Date;

  private constructor(private readonly bucket: Bucket, private readonly options: ObjectStoreOptions) {
    super();
    this.now = options.now ?? (() => new Date());
  }

  /** The bucket is made when something is kept for the first time. */
  static async on(connection: NatsConnection, options: ObjectStoreOptions): Promise<ObjectArtifactStore> {
    return new ObjectArtifactStore(await Bucket.on(connection, options), options);
  }

  /** The bytes lie beside those of an earlier try until the description names them. */
  override async write(place: ArtifactPlace, content: string | Uint8Array, form: ArtifactForm): Promise<Artifact> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const id = contentId({ ...place, extension: form.extension }, randomUUID());
    const { pieceSize } = this.bucket;
    for (let offset = 0; offset === 0 || offset < bytes.byteLength; offset += pieceSize) {
      await this.bucket.publish(bytesSubject(id), bytes.subarray(offset, offset + pieceSize), { messageId: `${id}:${offset}`, offset });
    }
    return this.describe(place, form, id, { sizeBytes: bytes.byteLength, digest: sha256(bytes) });
  }

  override async openLog(place: ArtifactPlace, form: ArtifactForm = linesForm): Promise<ArtifactLog> {
    const id = contentId({ ...place, extension: form.extension }, logWriting);
    const subject = bytesSubject(id);
    const sink = await ObjectLogSink.open({
      bucket: this.bucket, subject,
      digestOf: (sizeBytes) => this.digestOf(subject, sizeBytes),
      describe: (known) => this.describe(place, form, id, known),
    });
    return new ArtifactLog(sink, { artifactId: artifactId(place), sizeBytes: sink.sizeBytes, restMilliseconds: this.options.restMilliseconds ?? 100 });
  }

  override async read({ path, digest }: Pick<Artifact, 'path' | 'digest'>): Promise<Buffer> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of this.stream(path)) pieces.push(piece as Buffer);
    } catch (cause) {
      throw cause instanceof BytesMissing ? new ArtifactGone(path, 'missing', { cause }) : cause;
    }
    const bytes = Buffer.concat(pieces);
    if (sha256(bytes) !== digest) throw new ArtifactGone(path, 'changed');
    return bytes;
  }

  override async size(path: string): Promise<number | undefined> {
    const parts = partsOfPath(path);
    return parts && (await this.find(path, parts))?.sizeBytes;
  }

  override stream(path: string, range?: ByteRange): Readable {
    const parts = partsOfPath(path);
    if (!parts) throw new ArtifactGone(path, 'missing');
    return Readable.from(this.pieces(path, parts, range), { objectMode: false, highWaterMark: this.bucket.pieceSize });
  }

  override async lateEffects(runId: string): Promise<Artifact[]> {
    const paths = (await Promise.all(lateKinds.map((kind) => this.paths(bytesOfKind(runId, kind))))).flat();
    const effects = await Promise.all(paths.map(async (path) => {
      const { stage, attempt, kind } = partsOfPath(path)!;
      const info = await this.bucket.describe(path);
      return info && artifactOf({ runId, stage, attempt, kind: kind as LateKind }, jsonForm, { sizeBytes: info.size, digest: artifactDigest(info.digest), createdAt: new Date(info.mtime) }, this.options.retentionDays);
    }));
    return effects.filter((effect) => effect !== undefined);
  }

  override async* runs(): AsyncIterable<string> {
    yield* new Set((await this.paths(allBytes)).map((path) => partsOfPath(path)!.runId));
  }

  override async kept(runId: string): Promise<KeptArtifact[]> {
    const subjects = await this.bucket.subjects(bytesOfRun(runId));
    const paths = new Set(subjects.map(pathOfSubject).filter((path) => path !== undefined));
    return Promise.all([...paths].map(async (path) => {
      const { sizeBytes, storedAt } = await this.find(path, partsOfPath(path)!) ?? await this.unfinished(subjects.findLast((subject) => pathOfSubject(subject) === path)!);
      return { path, sizeBytes, storedAt };
    }));
  }

  /** The description first: what a crash leaves has no name any more, and is found by its bytes. */
  override async remove(path: string): Promise<void> {
    const parts = partsOfPath(path);
    if (!parts) throw new ArtifactGone(path, 'missing');
    await this.bucket.purge(descriptionSubject(path));
    await this.bucket.purge(bytesOfPath(parts));
  }

  override async probe(): Promise<void> {
    await this.bucket.publish(probeSubject, this.now().toISOString(), { messageId: randomUUID(), replaces: true });
  }

  override async room(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bytes, maxBytes } = await this.bucket.state();
    return { freeBytes: Math.max(0, maxBytes - bytes), totalBytes: maxBytes };
  }

  /** Makes the bytes an object of that name, in the place of another one. */
  private async describe(place: ArtifactPlace, form: ArtifactForm, id: string, { sizeBytes, digest }: { sizeBytes: number; digest: string }): Promise<Artifact> {
    const createdAt = this.now();
    const path = artifactPath(place, form);
    const info = {
      name: path, description: '', options: { max_chunk_size: this.bucket.pieceSize }, bucket: artifactBucket, nuid: id,
      size: sizeBytes, chunks: Math.ceil(sizeBytes / this.bucket.pieceSize), digest: objectDigest(digest), mtime: createdAt.toISOString(), deleted: false,
    };
    await this.bucket.publish(descriptionSubject(path), JSON.stringify(info), { messageId: randomUUID(), replaces: true });
    return artifactOf(place, form, { sizeBytes, digest, createdAt }, this.options.retentionDays);
  }

  /** What the description names; a log is as long as it is, whatever its description says. */
  private async find(path: string, parts: PathParts): Promise<Content | undefined> {
    const logId = contentId(parts, logWriting);
    const [info, log] = await Promise.all([this.bucket.describe(path), this.bucket.last(bytesSubject(logId))]);
    if (info && info.nuid !== logId) return { subject: bytesSubject(info.nuid), sizeBytes: info.size, storedAt: new Date(info.mtime) };
    return log && { subject: bytesSubject(logId), sizeBytes: log.end, storedAt: log.storedAt };
  }

  private async unfinished(subject: string): Promise<Pick<Content, 'sizeBytes' | 'storedAt'>> {
    const last = await this.bucket.last(subject);
    return { sizeBytes: last?.end ?? 0, storedAt: last?.storedAt ?? this.now() };
  }

  private async* pieces(path: string, parts: PathParts, range: ByteRange | undefined): AsyncGenerator<Buffer> {
    const content = await this.find(path, parts);
    if (!content) throw new ArtifactGone(path, 'missing');
    const { start, end } = range ?? { start: 0, end: content.sizeBytes - 1 };
    yield* readBytes(this.bucket, content.subject, { start, end: Math.min(end, content.sizeBytes - 1) });
  }

  private async digestOf(subject: string, sizeBytes: number): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of readBytes(this.bucket, subject, { start: 0, end: sizeBytes - 1 })) hash.update(piece);
    return `sha256:${hash.digest('hex')}`;
  }

  private async paths(filter: string): Promise<string[]> {
    return [...new Set((await this.bucket.subjects(filter)).map(pathOfSubject).filter((path) => path !== undefined))];
  }
}
