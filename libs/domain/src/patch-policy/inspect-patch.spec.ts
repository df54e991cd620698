import fc from 'fast-check';
import { fuzzRounds, fuzzTime } from '../../../../test/fuzz-rounds';
import { inspectPatch } from './inspect-patch';
import { defaultPatchLimits, patchFailure } from './patch-policy';

const lines = (...text: string[]) => `${text.join('\n')}\n`;
const codes = (text: string, limits = defaultPatchLimits) => inspectPatch(text, limits).map(({ code, path }) => (path ? `${code} ${path}` : code));
const edit = (path: string) => lines(`diff --git a/${path} b/${path}`, 'index 1111111..2222222 100644', `--- a/${path}`, `+++ b/${path}`, '@@ -1,2 +1,2 @@', ' same', '-old', '+new');

it('an ordinary patch is fine: edits, new, deleted, renamed and binary files, names with spaces and quotes', () => {
  expect(codes(edit('src/a b.ts') + lines(
    'diff --git a/new.txt b/new.txt', 'new file mode 100644', 'index 0000000..2222222', '--- /dev/null', '+++ b/new.txt', '@@ -0,0 +1 @@', '+one', '\\ No newline at end of file',
    'diff --git a/old.txt b/old.txt', 'deleted file mode 100644', '--- a/old.txt', '+++ /dev/null', '@@ -1 +0,0 @@', '-one',
    'diff --git a/x y b/z w', 'similarity index 100%', 'rename from x y', 'rename to z w',
    'diff --git "a/\\303\\244 \\"q\\".txt" "b/\\303\\244 \\"q\\".txt"', 'new file mode 100644',
    'diff --git a/p.png b/p.png', 'new file mode 100644', 'GIT binary patch', 'literal 10', 'Rcmeyb!~g', '', 'literal 0', 'HcmV?d00001', '',
  ))).toEqual([]);
});

describe('paths are refused before git sees them', () => {
  it.each(['../evil', '.git/config', '.git/hooks/post-commit', '.GIT/config', 'GIT~1/config', 'sub/.git/config', 'a/../../x', '/etc/passwd'])('%s in every header line', (path) => {
    const wanted = expect.arrayContaining([expect.stringContaining(path.replace(/^\//, ''))]);
    expect(codes(`diff --git a/${path} b/${path}\n`)).toEqual(wanted);
    expect(codes(`--- a/${path}\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n`)).toEqual(wanted);
    expect(codes(`--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`)).toEqual(wanted);
    expect(codes(`diff --git a/x b/x\nrename from x\nrename to ${path}\n`)).toEqual(wanted);
    expect(codes(`diff --git a/x b/x\nrename old x\nrename new ${path}\n`)).toEqual(wanted);
    expect(codes(`diff --git a/x b/x\ncopy from ${path}\ncopy to y\n`)).toEqual(wanted);
  });

  it('names without the usual prefix are read both ways', () => {
    expect(codes('--- /etc/passwd\n+++ /etc/passwd\n')).toEqual(['path.absolute /etc/passwd']);
    expect(codes('--- .git/config\n+++ x\n')).toEqual(['path.git_directory .git/config']);
    expect(codes('--- x/.git/config\t2024-01-01\n+++ y\n')).toEqual(['path.git_directory .git/config', 'path.git_directory x/.git/config']);
  });

  it('quoted names are decoded', () => {
    expect(codes('diff --git "a/\\056git/config" "b/\\056git/config"\n')).toEqual(['path.git_directory .git/config']);
    expect(codes('diff --git "a/a\\nb" "b/a\\nb"\n')).toEqual(['path.control_character a\\u{a}b']);
    expect(codes('--- "a/\\342\\200\\256x"\n+++ /dev/null\n')).toEqual(['path.invisible_character \\u{202e}x']);
    expect(codes('--- "b/x\\056\n+++ y\n')).toEqual(['path.not_utf8 x.\\u{fffd}']);
    expect(codes('diff --git a/x "b/.git/\\303\\244"\n')).toEqual(['path.git_directory .git/ä']);
    expect(codes('diff --git "a/\\377" "b/\\377"\n')).toEqual(['path.not_utf8 \\u{fffd}']);
    expect(codes('diff --git "a/\\q" "b/\\q"\n')).toEqual(['path.not_utf8 \\u{fffd}']);
  });

  it('a carriage return at the end of a name is refused', () => {
    expect(codes('diff --git a/x b/x\n--- a/x\r\n+++ b/x\r\n')).toEqual(['path.control_character x\\u{d}']);
  });

  it('content that looks like a header is content', () => {
    expect(codes(lines('diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1,2 +1,2 @@', '--- a/../evil', '+++ b/.git/config', ' diff --git a/../x b/../x'))).toEqual([]);
  });

  it('a hunk that claims more lines than it has does not hide the next file', () => {
    expect(codes(lines('diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1,999 +1,999 @@', '-a', '+b', 'diff --git a/../y b/../y'))).toEqual(['path.traversal ../y']);
    expect(codes(lines('diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1 +1 @@', '-a', '+b', '--- a/../y', '+++ b/../y'))).toEqual(['path.traversal ../y']);
  });

  it('what names no file is no patch', () => {
    expect(codes('garbage')).toEqual(['patch.no_files']);
    expect(codes('')).toEqual(['patch.no_files']);
  });
});

describe('sizes', () => {
  const small = { maxBytes: 1000, maxLineLength: 100, maxFiles: 2, maxChangedLines: 4, maxBinaryBytes: 50 };

  it.each([
    ['size.bytes', 'ä'.repeat(501)], ['size.line', edit('a') + ' '.repeat(101)], ['size.files', edit('a') + lines('diff --git a/b b/b', 'diff --git a/c b/c')],
    ['size.changed_lines', edit('a') + edit('b').replace('+1,2', '+1,3').replace('+new', '+new\n+more')], ['size.binary', lines('diff --git a/a b/a', 'literal 30', '', 'diff --git a/b b/b', 'literal 30')],
  ])('%s is told apart, and exactly the limit is allowed', (code, text) => {
    expect(codes(text, small)).toEqual([code]);
    expect(patchFailure(inspectPatch(text, small))?.code).toBe('patch.too_large');
    expect(codes(edit('a') + edit('b'), small)).toEqual([]);
    expect(codes(lines('diff --git a/a b/a', 'literal 50'), small)).toEqual([]);
  });

  it('old patches without "diff --git" are counted as well', () => {
    expect(codes(lines(...[1, 2, 3].flatMap((n) => [`--- a/${n}`, `+++ b/${n}`])), small)).toEqual(['size.files']);
  });

  it('names repeated without end for one file are too many', () => {
    expect(codes(lines('diff --git a/x b/x', ...Array.from({ length: 10 }, (_, n) => `--- a/${n}`)), small)).toEqual(['size.files']);
    expect(codes(lines('diff --git a/x b/x', ...Array.from({ length: 9 }, (_, n) => `--- a/${n}`)), small)).toEqual([]);
  });

  it('a binary delta is refused, because its result can be of any size', () => {
    expect(codes(lines('diff --git a/x.bin b/x.bin', 'GIT binary patch', 'delta 12', 'abc'))).toEqual(['patch.binary_delta x.bin']);
  });

  it('200 MB are answered without being read', () => {
    const text = 'x'.repeat(200 * 1024 * 1024);
    const start = process.cpuUsage();
    expect(codes(text)).toEqual(['size.bytes']);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
  });

  it('10 MB of anything take less than two seconds', () => {
    const size = 10 * 1024 * 1024 - 200;
    for (const text of ['+'.repeat(size), '--- a/x\n+++ b/x\n@@ -1 +1 @@\n'.repeat(size / 31), '\n'.repeat(size), `--- "${'\\'.repeat(size)}`, `diff --git ${'"'.repeat(size)}`, `diff --git a/${' '.repeat(size)}`, '--- a/../x\n'.repeat(size / 11), `diff --git a/x b/x\n${'--- a/../x\n'.repeat(size / 11 - 20)}`, `@@ -1,99999999 +1,99999999 @@\n${'+\n'.repeat(size / 2 - 20)}`]) {
      const start = process.cpuUsage();
      inspectPatch(text);
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
    }
  });
});

it('whatever the text, an answer is given', () => {
  const part = fc.constantFrom('diff --git a/x b/x', 'diff --git "', '--- "a/\\', '+++ ', '--- ', 'rename from ', 'copy to "', '@@ -1 +1 @@', '@@ -1,9', '+', '-', ' ', '\\', 'literal 99', '"', '\\', '\n', '\0', '\ud800', '/', 'a/');
  fc.assert(fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), (parts) => {
    for (const { reason, path } of inspectPatch(parts.join(''))) {
      expect(reason).not.toBe('');
      expect(path).not.toMatch(/\p{Cc}/u);
    }
  }), fuzzRounds(1000));
}, fuzzTime);
