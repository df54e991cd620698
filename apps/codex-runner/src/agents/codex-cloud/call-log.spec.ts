import { CallLog, taskStatusLine } from './call-log';

interface Line { text?: string; [key: string]: unknown }

function logging(write: (log: CallLog) => void): Line[] {
  const lines: Line[] = [];
  const log = new CallLog({
    call: 'list', args: ['cloud', 'list', '--env=secret-word'], now: () => 1_800_000_000_000,
    redact: (text) => text.replaceAll('secret-word', '[redacted]'), sink: (line) => lines.push(JSON.parse(line) as Line),
  });
  write(log);
  return lines;
}

const texts = (write: (log: CallLog) => void): (string | undefined)[] => logging(write).map(({ text }) => text);
const at = '2027-01-15T08:00:00.000Z';

describe('the log of a call', () => {
  it('is a line for each line of output and one for the end', () => {
    expect(logging((log) => {
      log.output('stdout', Buffer.from('one\r\ntwo'));
      log.output('stderr', Buffer.from('oh\n'));
      log.end(1, 42);
    })).toEqual([
      { at, call: 'list', args: ['cloud', 'list', '--env=[redacted]'], stream: 'stdout', text: 'one' },
      { at, call: 'list', args: ['cloud', 'list', '--env=[redacted]'], stream: 'stderr', text: 'oh' },
      { at, call: 'list', args: ['cloud', 'list', '--env=[redacted]'], stream: 'stdout', text: 'two' },
      { at, call: 'list', exit: 1, ms: 42 },
    ]);
  });

  it('hands on a line as soon as it is whole', () => {
    expect(texts((log) => {
      log.output('stdout', Buffer.from('one\ntw'));
    })).toEqual(['one']);
  });

  it('puts characters together that were split between two chunks', () => {
    const bytes = Buffer.from('grün\n');
    expect(texts((log) => {
      log.output('stdout', bytes.subarray(0, 3));
      log.output('stdout', bytes.subarray(3));
    })).toEqual(['grün']);
  });

  it('holds no secret, also when it came in two chunks or lies across the cut of a long line', () => {
    const logged = texts((log) => {
      log.output('stdout', Buffer.from('a secret-'));
      log.output('stdout', Buffer.from(`word\n${' '.repeat(4_090)}secret-word and more\n`));
    });
    expect(logged[0]).toBe('a [redacted]');
    expect(logged[1]).toMatch(/ \[redac… \[cut\]$/);
  });

  it('shows no half secret where a line longer than it reads was cut', () => {
    const masked = 'secret-word '.repeat(6_000); // redaction makes it shorter than what is shown
    const shrinking = new CallLog({ call: 'list', args: [], now: () => 0, redact: (text) => text.replaceAll('secret-word ', ''), sink: (line) => lines.push(JSON.parse(line) as Line) });
    const lines: Line[] = [];
    shrinking.output('stdout', Buffer.from(`${masked}\n`));
    expect(lines[0]?.text).toBe('');
  });

  it('shows control characters and terminal sequences as codes', () => {
    expect(texts((log) => log.output('stdout', Buffer.from('\u001b[31mred\u0007\t\u0085\u202e\n')))).toEqual(['\\x1b[31mred\\x07\t\\x85\\u202e']);
  });

  it('cuts long lines', () => {
    const [text] = texts((log) => log.output('stdout', Buffer.from(`${'x'.repeat(50_000)}\n`)));
    expect(text).toBe(`${'x'.repeat(4_096)}… [cut]`);
  });

  it('remembers no more than a bounded part of a line that never ends', () => {
    const read: number[] = [];
    const log = new CallLog({ call: 'list', args: [], now: () => 0, redact: (text) => { read.push(text.length); return text; }, sink: () => undefined });
    for (let chunk = 0; chunk < 200; chunk++) log.output('stdout', Buffer.alloc(65_536, 'x'));
    log.end(0, 1);
    expect(read).toEqual([65_536]);
  });

  it('says once that it stops when an output is very long, and still logs the other stream and the end', () => {
    const lines = logging((log) => {
      for (let line = 0; line < 2_000; line++) log.output('stdout', Buffer.from(`${'x'.repeat(1_023)}\n`));
      log.output('stderr', Buffer.from('reason\n'));
      log.end(0, 1);
    });
    expect(lines.slice(-3).map(({ text, exit }) => text ?? exit)).toEqual(['… [the rest of this output is not logged]', 'reason', 0]);
    expect(lines.length).toBeLessThan(1_100);
  });

  it('counts what surrounds a text too, so that a flood of short lines stays small', () => {
    const lines = logging((log) => log.output('stdout', Buffer.from('y\n'.repeat(100_000))));
    expect(JSON.stringify(lines).length).toBeLessThan(1_200_000);
  });
});

it('a change of the task\'s status is a line of its own', () => {
  expect(JSON.parse(taskStatusLine(1_800_000_000_000, 'ready'))).toEqual({ at, taskStatus: 'ready' });
});
