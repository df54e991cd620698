import type { JobOutput } from './job';
import { OutputLines } from './output-lines';

const frame = (stream: 1 | 2, payload: string | Buffer): Buffer => {
  const bytes = Buffer.from(payload as string);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.byteLength, 4);
  return Buffer.concat([header, bytes]);
};
function taken(feed: (lines: OutputLines) => void): JobOutput[] {
  const output: JobOutput[] = [];
  const lines = new OutputLines((line) => output.push(line));
  feed(lines);
  lines.end();
  return output;
}

describe('the output of a job', () => {
  it('is the same lines wherever the connection cuts it', () => {
    const log = Buffer.concat([frame(1, 'one\ntwo: é'), frame(2, 'oops\r\n'), frame(1, Buffer.from('é€').subarray(0, 3)), frame(1, Buffer.from('é€').subarray(3)), frame(1, '\n\nlast')]);
    const whole = taken((lines) => lines.take(log));
    expect(whole).toEqual([
      { stream: 'stdout', line: 'one' }, { stream: 'stderr', line: 'oops' }, { stream: 'stdout', line: 'two: éé€' }, { stream: 'stdout', line: '' }, { stream: 'stdout', line: 'last' },
    ]);
    for (let size = 1; size < log.byteLength; size += 1) {
      expect(taken((lines) => { for (let at = 0; at < log.byteLength; at += size) lines.take(log.subarray(at, at + size)); })).toEqual(whole);
    }
  });

  it('comes once, although the log is read from its beginning again after any byte', () => {
    const log = Buffer.concat([frame(1, 'one\ntw'), frame(2, 'oops'), frame(1, 'o\nthree\n'), frame(2, '!\n')]);
    const whole = taken((lines) => lines.take(log));
    for (let broken = 0; broken <= log.byteLength; broken += 1) {
      expect(taken((lines) => {
        lines.take(log.subarray(0, broken));
        lines.again();
        lines.take(log);
      })).toEqual(whole);
    }
  });

  it('has no line so long that it fills the memory', () => {
    const output = taken((lines) => { for (let n = 0; n < 40; n += 1) lines.take(frame(1, 'x'.repeat(100_000))); });
    expect(output.map(({ line }) => line.length)).toEqual([1024 * 1024, 1024 * 1024, 1024 * 1024, 4_000_000 - 3 * 1024 * 1024]);
  });
});
