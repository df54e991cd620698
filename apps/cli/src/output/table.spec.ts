import { cutText, table } from './table';

const rows = [['1', 'a rather long title of a phase', 'acme/web'], ['22', 'short', 'x']];

describe('a table', () => {
  it('stands in columns, without lines and without blanks at the end', async () => {
    expect(await table(rows, { head: ['ID', 'PHASE', 'REPOSITORY'], flexible: [1], columns: undefined })).toBe([
      'ID  PHASE                           REPOSITORY',
      '1   a rather long title of a phase  acme/web',
      '22  short                           x',
    ].join('\n'));
  });

  it('is no wider than the terminal: the flexible columns are cut, the first one first', async () => {
    const lines = (await table(rows, { flexible: [1, 2], columns: 30 })).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
    expect(lines[0]).toBe('1   a rather long t…  acme/web');
  });

  it('paints a cell after it was cut, and measures it without its paint', async () => {
    const paint = (text: string): string => `\u001b[31m${text}\u001b[39m`;
    expect(await table([[{ text: 'failed', paint }, 'x'], ['ok', 'y']], { flexible: [1], columns: 80 })).toBe('\u001b[31mfailed\u001b[39m  x\nok      y');
  });

  it('keeps a text with line feeds in its row', async () => {
    expect(await table([['a\nb', 'c']], { flexible: [0], columns: undefined })).toBe('a b  c');
  });
});

it('a cut text says that it was cut', () => {
  expect([cutText('abcdef', 6), cutText('abcdef', 4)]).toEqual(['abcdef', 'abc…']);
});
