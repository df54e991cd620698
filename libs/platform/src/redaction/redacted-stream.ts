// Redaction of output that arrives in pieces: it hands on whole lines, because a secret never spans two (a private key, which does, is held until it ends).

/** Characters held at most, for output without line ends. */
const mostHeld = 64 * 1024;
/** Of a line cut because it is too long, how much stays for the next piece: longer than any credential. */
const overlap = 8 * 1024;

export class RedactedStream {
  private held = '';

  constructor(
    private readonly redact: (text: string) => string,
    private readonly spansOf: (text: string) => { start: number; end: number }[],
  ) {}

  /** @returns what can be shown by now, often the empty string. */
  push(piece: string): string {
    this.held += piece;
    return this.release(this.readyLength());
  }

  /** @returns what was still held. */
  end(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const ready = this.redact(this.held.slice(0, length));
    this.held = this.held.slice(length);
    return ready;
  }

  private readyLength(): number {
    const lines = Math.max(this.held.lastIndexOf('\n'), this.held.lastIndexOf('\r')) + 1;
    const key = this.held.lastIndexOf('-----BEGIN ', lines);
    const keyIsOpen = key !== -1 && !this.held.slice(0, lines).includes('-----END ', key);
    const ready = keyIsOpen ? key : lines;
    return this.held.length - ready > mostHeld ? this.forcedLength() : ready;
  }

  /** Too much without an end: cut, but never through what looks like a secret. */
  private forcedLength(): number {
    const cut = this.held.length - overlap;
    const across = this.spansOf(this.held).find(({ start, end }) => start < cut && cut < end);
    if (!across) return cut;
    return across.start > 0 ? across.start : across.end;
  }
}
