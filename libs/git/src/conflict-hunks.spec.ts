import { conflictHunks, failingHunks } from './conflict-hunks';

describe('cutting a conflict down', () => {
  it('counts lines as the base has them', () => {
    const merged = ['1', '<<< ours', '2a', '2b', '||| base', '2', '===', 'two', '>>> theirs', '3', '<<< ours', '||| base', '4', '===', 'four', '>>> theirs', ''].join('\n');
    expect(conflictHunks(merged, 3)).toEqual([
      { line: 2, ours: '2a\n2b\n', base: '2\n', theirs: 'two\n' },
      { line: 5, ours: '', base: '4\n', theirs: 'four\n' },
    ]);
  });

  it('bounds the number of hunks and the length of each text', () => {
    const merged = `<<< ours\n${'x'.repeat(9_000)}\n||| base\n===\n>>> theirs\n`.repeat(30);
    const hunks = conflictHunks(merged, 3);
    expect([hunks.length, hunks[0]?.ours.length]).toEqual([20, 4_001]);
  });

  it('shows the hunks whose old lines are nowhere, beside what stands there', () => {
    const hunks = [{ line: 1, before: 'a\nb\n', after: 'A\nb\n' }, { line: 3, before: 'x\ny\n', after: 'X\ny\n' }];
    expect(failingHunks(hunks, 'a\nb\nc\nd\ne\n')).toEqual([{ line: 3, base: 'x\ny\n', ours: 'c\nd\n', theirs: 'X\ny\n' }]);
  });

  it('shows all hunks when each one by itself could fit', () => {
    const hunks = [{ line: 0, before: '', after: 'new\n' }];
    expect(failingHunks(hunks, 'old\n')).toEqual([{ line: 1, base: '', ours: 'old\n', theirs: 'new\n' }]);
  });
});
