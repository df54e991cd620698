// A log artifact while its stage runs: lines are appended in order, and readers follow it by byte offset.
import type { FileHandle } from 'node:fs/promises';
import type { Artifact } from '#contracts';

export class ArtifactLog {
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    readonly artifactId: string,
    private readonly file: FileHandle,
    private size: number,
    private readonly describe: (sizeBytes: number) => Promise<Artifact>,
  ) {}

  /** Bytes handed in so far, those of earlier tries included. */
  get sizeBytes(): number {
    return this.size;
  }

  /** Appends one line; lines keep their order, and the caller need not wait. */
  line(text: string): void {
    if (this.closed) return;
    const bytes = Buffer.from(`${text}\n`);
    this.size += bytes.byteLength;
    this.tail = this.tail.then(() => this.file.appendFile(bytes));
    // The error is reported by close(); here it must not be an unhandled one.
    this.tail.catch(() => undefined);
  }

  /** Everything written is on disk afterwards. Rejects when a line could not be written. */
  async close(): Promise<Artifact> {
    this.closed = true;
    try {
      await this.tail;
      await this.file.sync();
    } finally {
      await this.file.close();
    }
    return this.describe(this.size);
  }
}
