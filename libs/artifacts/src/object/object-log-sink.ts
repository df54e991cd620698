// Where a log grows in the bucket: each append is a message after the last one on the log's subject, or it is refused.
import { createHash, randomUUID } from 'node:crypto';
import type { Artifact } from '#contracts';
import type { LogSink } from '../artifact-log';
import { SubjectMoved, type Bucket, type Piece } from './bucket';

export interface ObjectLogParts {
  bucket: Bucket;
  subject: string;
  /** The digest of what the subject has now, read again. */
  digestOf(sizeBytes: number): Promise<string>;
  /** Makes the log an object of the bucket, as it is now. */
  describe(content: { sizeBytes: number; digest: string }): Promise<Artifact>;
}

type End = Pick<Piece, 'sequence' | 'end'>;

export class ObjectLogSink implements LogSink {
  private readonly writer = randomUUID();
  private readonly hash = createHash('sha256');
  private count = 0;

  /** `hashed`: whether everything up to `last` went through this sink's hash. */
  private constructor(private readonly parts: ObjectLogParts, private last: End, private hashed: boolean) {}

  /** An empty first message makes the log exist, so that it can be followed before its first line. */
  static async open(parts: ObjectLogParts): Promise<ObjectLogSink> {
    const last = await parts.bucket.last(parts.subject);
    const sink = new ObjectLogSink(parts, last ?? { sequence: 0, end: 0 }, !last);
    if (!last) await sink.appendPiece(Buffer.alloc(0));
    return sink;
  }

  get sizeBytes(): number {
    return this.last.end;
  }

  async append(bytes: Buffer): Promise<void> {
    const { pieceSize } = this.parts.bucket;
    for (let start = 0; start < bytes.byteLength; start += pieceSize) await this.appendPiece(bytes.subarray(start, start + pieceSize));
  }

  async finish(): Promise<Artifact> {
    const last = await this.parts.bucket.last(this.parts.subject) ?? { sequence: 0, end: 0 };
    const isOwn = this.hashed && last.sequence === this.last.sequence;
    return this.parts.describe({ sizeBytes: last.end, digest: isOwn ? `sha256:${this.hash.digest('hex')}` : await this.parts.digestOf(last.end) });
  }

  async release(): Promise<void> {
    // Nothing is held.
  }

  /** Another writer may believe that the log is its own: both go on after whoever spoke last. */
  private async appendPiece(data: Buffer): Promise<void> {
    for (;;) {
      const messageId = `${this.writer}:${this.count += 1}`;
      try {
        const sequence = await this.parts.bucket.publish(this.parts.subject, data, { messageId, offset: this.last.end, expectedSequence: this.last.sequence });
        return this.appended({ sequence, end: this.last.end + data.byteLength }, data);
      } catch (error) {
        if (!(error instanceof SubjectMoved)) throw error;
        const last = await this.parts.bucket.last(this.parts.subject);
        if (last?.messageId === messageId) return this.appended(last, data);
        this.last = last ?? { sequence: 0, end: 0 };
        this.hashed = false;
      }
    }
  }

  private appended(last: End, data: Buffer): void {
    this.last = last;
    this.hash.update(data);
  }
}
