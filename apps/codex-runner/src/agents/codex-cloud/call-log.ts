// Turns each call of the CLI into the lines of a run's `codex_logs`, while the call runs.
import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from './cli-process';
import { escapeControls } from './control-characters';

/** Receives one JSON line without its line feed. It must not throw. */
export type LogSink = (line: string) => void;

export interface LoggedCall {
  readonly call: string;
  readonly args: readonly string[];
  readonly redact: (text: string) => string;
  readonly sink: LogSink;
  readonly now: () => number;
}

const LONGEST_TEXT = 4_096;
/** A line is redacted whole and cut afterwards, so that a cut never leaves half of a secret. Of a longer line only the start is kept … */
const LONGEST_LINE = 65_536;
/** … and of that not the end, where a secret may have been cut in two. */
const LONGEST_SECRET = 8_192;
/** Characters of all its lines as they are written: a program that prints a million short lines must not fill memory and disk with what surrounds them. */
const MOST_PER_STREAM = 1_048_576;

/** One line for a change of the task's status. */
export function taskStatusLine(now: number, taskStatus: string): string {
  return JSON.stringify({ at: isoTime(now), taskStatus });
}

export class CallLog {
  private readonly args: string[];
  private readonly streams: Record<StreamName, LineReader>;

  constructor(private readonly logged: LoggedCall) {
    this.args = logged.args.map(logged.redact);
    this.streams = { stdout: this.reader('stdout'), stderr: this.reader('stderr') };
  }

  output(stream: StreamName, chunk: Buffer): void {
    this.streams[stream].write(chunk);
  }

  /** `exit` is null for a call that was ended by a signal or never started. */
  end(exit: number | null, ms: number): void {
    this.streams.stdout.end();
    this.streams.stderr.end();
    this.write({ call: this.logged.call, exit, ms });
  }

  private reader(stream: StreamName): LineReader {
    let written = 0;
    return new LineReader((line) => {
      if (written > MOST_PER_STREAM) return;
      const text = presentable(line, this.logged.redact);
      written += this.write({ call: this.logged.call, args: this.args, stream, text });
      if (written > MOST_PER_STREAM) this.write({ call: this.logged.call, args: this.args, stream, text: '… [the rest of this output is not logged]' });
    });
  }

  /** Returns the line's length in characters. */
  private write(entry: Record<string, unknown>): number {
    const line = JSON.stringify({ at: isoTime(this.logged.now()), ...entry });
    this.logged.sink(line);
    return line.length;
  }
}

function presentable(line: string, redact: LoggedCall['redact']): string {
  const redacted = redact(line);
  const clean = escapeControls(line.length < LONGEST_LINE ? redacted : redacted.slice(0, -LONGEST_SECRET));
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}… [cut]` : clean;
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Splits chunks into lines and remembers no more of a line than LONGEST_LINE characters. */
class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly line: (text: string) => void) {}

  write(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.line(line.slice(0, LONGEST_LINE).replace(/\r$/, ''));
  }

  end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last) this.line(last);
  }
}
