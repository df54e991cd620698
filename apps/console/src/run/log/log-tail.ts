// Follows a log by the number of bytes it has: what was read is never asked for again, so that nothing is lost or repeated,
// whoever restarts meanwhile.

export interface LogSource {
  /** Bytes from `offset` on, at most `most`; none when there are no more yet. Rejects when it cannot be asked now. */
  read(offset: number, most: number): Promise<Uint8Array>;
}
export interface LogTailParts { source: LogSource; changed: () => void; later: (work: () => void, milliseconds: number) => () => void }

const pieceSize = 1024 * 1024;
const longestPause = 10_000;

export class LogTail {
  /** Whole lines, in order. Grows only; `changed` says when. */
  readonly lines: string[] = [];
  offset = 0;
  /** Why the last attempt to read failed; it is made again. */
  trouble: unknown;
  private wanted = 0;
  private reading = false;
  private stopped = false;
  private failures = 0;
  private rest = '';
  private callOff: () => void = () => undefined;
  private readonly decoder = new TextDecoder();

  constructor(private readonly parts: LogTailParts) {}

  /** Reads on, at least to `size` bytes; without a size to wherever the log ends. After `stop` it goes on where it was. */
  grown(size = Infinity): void {
    this.stopped = false;
    this.wanted = Math.max(this.wanted, size);
    if (!this.reading) void this.read();
  }

  stop(): void {
    this.stopped = true;
    this.callOff();
  }

  private async read(): Promise<void> {
    this.reading = true;
    try {
      while (!this.stopped && this.offset < this.wanted) {
        const { wanted } = this;
        const bytes = await this.parts.source.read(this.offset, pieceSize);
        // Unless it has grown again while it was read.
        if (bytes.length === 0 && this.wanted === wanted) this.wanted = this.offset;
        else this.take(bytes);
      }
      this.failures = 0;
      this.trouble = undefined;
    } catch (error) {
      this.trouble = error;
      this.tryLater();
    }
    this.reading = false;
    if (!this.stopped) this.parts.changed();
  }

  private take(bytes: Uint8Array): void {
    if (this.stopped) return;
    this.offset += bytes.length;
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.lines.push(line);
    this.parts.changed();
  }

  private tryLater(): void {
    this.failures += 1;
    this.callOff = this.parts.later(() => this.grown(), Math.min(longestPause, 500 * 2 ** this.failures));
  }
}
