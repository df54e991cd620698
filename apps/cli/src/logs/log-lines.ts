// Bytes of a log as they come, cut into whole lines; a line that is not whole yet waits for its end.
import { StringDecoder } from 'node:string_decoder';

export class LogLines {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  add(bytes: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  /** What was never ended. */
  end(): string[] {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    return last === '' ? [] : [last];
  }
}
