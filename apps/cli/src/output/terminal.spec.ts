import { recorded } from '../surroundings.fixture';
import { ReaderGone, Terminal } from './terminal';

const terminalWith = (form: { isTTY?: boolean; columns?: number; rows?: number }, environment: Record<string, string> = {}): Terminal => {
  const { stdout, stderr } = recorded({}, form);
  return new Terminal(stdout, stderr, environment);
};

describe('a terminal', () => {
  it('is drawn on when it knows its size, and never a file, a pipe, or a dumb one', () => {
    const size = { columns: 80, rows: 24 };
    expect(terminalWith({ isTTY: true, ...size }).canDraw).toBe(true);
    expect([terminalWith({ isTTY: true, columns: 0, rows: 0 }), terminalWith(size), terminalWith({ isTTY: true, ...size }, { TERM: 'dumb' })].map(({ canDraw }) => canDraw)).toEqual([false, false, false]);
  });

  it('has a width; a pipe has none', () => {
    expect([terminalWith({ isTTY: true, columns: 0 }).columns, terminalWith({ isTTY: true, columns: 20 }).columns, terminalWith({ columns: 80 }).columns]).toEqual([80, 40, undefined]);
  });

  it('says that the result could not be written, although the write itself went well', async () => {
    let fail: (error: NodeJS.ErrnoException) => void = () => undefined;
    const terminal = new Terminal({ write: () => { setImmediate(() => fail(new Error('ENOSPC'))); return true; }, once: () => undefined, on: (_event, listener) => { fail = listener; } }, recorded().stderr, {});
    terminal.line('one');
    await expect(terminal.settle()).rejects.toThrow('ENOSPC');
  });

  it('says that its reader has gone, and takes nothing more', async () => {
    let fail: (error: NodeJS.ErrnoException) => void = () => undefined;
    const terminal = new Terminal({ write: () => true, once: () => undefined, on: (_event, listener) => { fail = listener; } }, recorded().stderr, {});
    terminal.line('one');
    fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(() => terminal.line('two')).toThrow(ReaderGone);
    await expect(terminal.piece('three')).rejects.toThrow(ReaderGone);
  });
});
