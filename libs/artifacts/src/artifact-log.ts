// A log artifact while its stage runs: lines are appended in order, and readers follow it by byte offset.
import { setTimeout as pause } from 'node:timers/promises';
import type { Artifact } from '#contracts';

/** Where the lines of one log go. */
export interface LogSink {
  /** Resolves when the bytes are kept, after those before them. */
  append(bytes: Buffer): Promise<void>;
  /** Everything that was appended is durable afterwards. */
  finish(): Promise<Artifact>;
  /** Called once, at the very end, however it went. */
  release(): Promise<void>;
}

/** What a log may hold in all, earlier tries included. */
export const longestLog = 64 * 1024 * 1024;
export const logEndMark = '[the log ends here: it has reached its largest size]';

/** `sizeBytes` is what earlier tries left. `restMilliseconds` lets lines gather between two appends, where an append costs more than a line. */
export interface LogOptions { artifactId: string; sizeBytes: number; restMilliseconds?: number; mostBytes?: number }

export class ArtifactLog {
  readonly artifactId: string;
  private readonly pending: Buffer[] = [];
  private readonly closing = new AbortController();
  private writing: Promise<void> | undefined;
  private trouble: Error | undefined;
  private size: number;
  private full = false;

  constructor(private readonly sink: LogSink, private readonly options: LogOptions) {
    this.artifactId = options.artifactId;
    this.size = options.sizeBytes;
  }

  /** Bytes handed in so far, those of earlier tries included. */
  get sizeBytes(): number {
    return this.size;
  }

  /** Appends one line; lines keep their order, and the caller need not wait. What is handed in during a write is written together. The first line that finds no room is replaced by a mark, and the later ones are left out. */
  line(text: string): void {
    if (this.closing.signal.aborted || this.full) return;
    const line = Buffer.from(`${text}\n`);
    this.full = this.size + line.byteLength > (this.options.mostBytes ?? longestLog);
    const bytes = this.full ? Buffer.from(`${logEndMark}\n`) : line;
    this.size += bytes.byteLength;
    this.pending.push(bytes);
    this.writing ??= this.write();
  }

  /** Everything handed in is durable afterwards. Rejects when a line could not be written. */
  async close(): Promise<Artifact> {
    this.closing.abort();
    try {
      await this.writing;
      if (this.trouble) throw this.trouble;
      return await this.sink.finish();
    } finally {
      await this.sink.release();
    }
  }

  private async write(): Promise<void> {
    try {
      while (this.pending.length > 0) {
        await this.sink.append(Buffer.concat(this.pending.splice(0)));
        await this.rest();
      }
    } catch (error) {
      // Reported by close(): a stage does not end well when its log could not be kept.
      this.trouble ??= error instanceof Error ? error : new Error(String(error));
    }
    this.writing = undefined;
  }

  private async rest(): Promise<void> {
    const { restMilliseconds = 0 } = this.options;
    if (restMilliseconds > 0) await pause(restMilliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}
