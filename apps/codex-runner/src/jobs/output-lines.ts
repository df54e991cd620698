// The engine's log of a container as lines, each once, although the connection may break and begin again at the beginning.
import { StringDecoder } from 'node:string_decoder';
import type { JobOutput } from './job';

const longestLine = 1024 * 1024;
const headerLength = 8;
const streams: Record<number, JobOutput['stream']> = { 1: 'stdout', 2: 'stderr' };

interface Channel { decoder: StringDecoder; text: string; taken: number; toSkip: number }

/** The engine frames what it sends: stream number, three zeroes, length (big endian), payload. */
export class OutputLines {
  private readonly channels = { stdout: channel(), stderr: channel() };
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly onOutput: (output: JobOutput) => void) {}

  /** Bytes taken from both streams. */
  get bytes(): number {
    return this.channels.stdout.taken + this.channels.stderr.taken;
  }

  /** The log is read from its beginning again: what was taken already is passed over. */
  again(): void {
    this.pending = Buffer.alloc(0);
    for (const one of Object.values(this.channels)) one.toSkip = one.taken;
  }

  take(piece: Buffer): void {
    this.pending = this.pending.byteLength === 0 ? piece : Buffer.concat([this.pending, piece]);
    for (;;) {
      if (this.pending.byteLength < headerLength) return;
      const end = headerLength + this.pending.readUInt32BE(4);
      if (this.pending.byteLength < end) return;
      const stream = streams[this.pending[0]!];
      if (stream) this.add(stream, this.pending.subarray(headerLength, end));
      this.pending = this.pending.subarray(end);
    }
  }

  /** A last line without a line end. */
  end(): void {
    for (const [stream, one] of Object.entries(this.channels) as [JobOutput['stream'], Channel][]) {
      const line = one.text + one.decoder.end();
      one.text = '';
      if (line !== '') this.onOutput({ stream, line });
    }
  }

  private add(stream: JobOutput['stream'], payload: Buffer): void {
    const one = this.channels[stream];
    const known = Math.min(one.toSkip, payload.byteLength);
    one.toSkip -= known;
    const fresh = payload.subarray(known);
    one.taken += fresh.byteLength;
    one.text += one.decoder.write(fresh);
    this.emitLines(stream, one);
  }

  private emitLines(stream: JobOutput['stream'], one: Channel): void {
    const lines = one.text.split('\n');
    one.text = lines.pop()!;
    for (const line of lines) this.emit(stream, line.endsWith('\r') ? line.slice(0, -1) : line);
    while (one.text.length > longestLine) {
      this.onOutput({ stream, line: one.text.slice(0, longestLine) });
      one.text = one.text.slice(longestLine);
    }
  }

  private emit(stream: JobOutput['stream'], line: string): void {
    for (let from = 0; from === 0 || from < line.length; from += longestLine) this.onOutput({ stream, line: line.slice(from, from + longestLine) });
  }
}

function channel(): Channel {
  return { decoder: new StringDecoder('utf8'), text: '', taken: 0, toSkip: 0 };
}
