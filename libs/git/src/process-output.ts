// What a process says, kept within bounds.

/** Keeps everything up to `cap` bytes. */
export class Capped {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(readonly cap: number) {}

  /** False once the cap is passed; what is beyond is dropped. */
  add(chunk: Buffer): boolean {
    this.size += chunk.length;
    if (this.size <= this.cap) this.chunks.push(chunk);
    return this.size <= this.cap;
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** Keeps the last `cap` bytes. */
export class Tail {
  private kept = Buffer.alloc(0);
  private cut = false;

  constructor(private readonly cap: number) {}

  add(chunk: Buffer): void {
    const all = Buffer.concat([this.kept, chunk]);
    this.cut ||= all.length > this.cap;
    this.kept = all.subarray(-this.cap);
  }

  /** Starts at a whole line, so that no half of a secret escapes redaction. */
  text(): string {
    const text = this.kept.toString('utf8');
    return this.cut ? text.slice(text.indexOf('\n') + 1) : text;
  }
}
