import { jsonLine, oneLine, shown, shownText } from './shown-text';

describe('text of other people', () => {
  it('cannot move the cursor, ring the bell, or turn a line around', () => {
    expect(shownText('a\u001b[2Jb\u0007\u009b1m\u202ec\r')).toBe('a\\x1b[2Jb\\x07\\x9b1m\\u202ec\\x0d');
  });

  it('keeps its lines and its letters', () => {
    expect(shownText('grün\tund 買い物\r\nzwei\n')).toBe('grün\tund 買い物\nzwei\n');
  });

  it('is made harmless at any depth of an answer, and nothing else is changed', () => {
    expect(shown({ a: ['\u001b', { b: '\u0007' }], n: 1, none: null, yes: true })).toEqual({ a: ['\\x1b', { b: '\\x07' }], n: 1, none: null, yes: true });
  });

  it('is the same after JSON, and nothing in the line is obeyed by a terminal', () => {
    const value = { text: 'a\u009b2J\u202e\u001b\n' };
    expect(jsonLine(value)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(jsonLine(value))).toEqual(value);
  });

  it('fits into a cell', () => {
    expect(oneLine('one\n  two\tthree')).toBe('one two three');
  });
});
