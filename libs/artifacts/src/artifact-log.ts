// A log artifact while its stage runs: lines are appended in order, and readers follow it by byte offset.
import type { FileHandle } from 'node:fs/promises';
import type { Artifact } from '#contracts';

export class ArtifactLog {
  private readonly pending: Buffer[] = [];
  private writing: Promise<void> | undefined;
  private trouble: Error | undefined;
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

  /** Appends one line; lines keep their order, and the caller need not wait. What is handed in during a write is written together. */
  line(text: string): void {
    if (this.closed) return;
    const bytes = Buffer.from(`${text}\n`);
    this.size += bytes.byteLength;
    this.pending.push(bytes);
    this.writing ??= this.write();
  }

  /** Everything handed in is on disk afterwards. Rejects when a line could not be written. */
  async close(): Promise<Artifact> {
    this.closed = true;
    try {
      await this.writing;
      if (this.trouble) throw this.trouble;
      await this.file.sync();
    } finally {
      await this.file.close();
    }
    return this.describe(this.size);
  }

  private async write(): Promise<void> {
    try {
      while (this.pending.length > 0) await this.file.appendFile(Buffer.concat(this.pending.splice(0)));
    } catch (error) {
      // Reported by close(): a stage does not end well when its log could not be kept.
      this.trouble ??= error instanceof Error ? error : new Error(String(error));
    }
    this.writing = undefined;
  }
}
