import { sectionsOf } from './patch-text';

const read = (patch: string) => sectionsOf(Buffer.from(patch)).map(({ change, oldPath, newPath, oldBlob }) => [change, oldPath, newPath, oldBlob]);

describe('reading a patch', () => {
  it.each<[string, string, (readonly string[])[]]>([
    ['an edit', 'diff --git a/x y.txt b/x y.txt\nindex 1234567..89abcde 100644\n--- a/x y.txt\t\n+++ b/x y.txt\t\n@@ -1 +1 @@\n-a\n+b\n', [['modify', 'x y.txt', 'x y.txt', '1234567']]],
    ['a new empty file', 'diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n', [['create', 'e', 'e', '0000000']]],
    ['a deletion', 'diff --git a/d b/d\ndeleted file mode 100644\nindex 1234567..0000000\n--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n', [['delete', 'd', 'd', '1234567']]],
    ['a mode change', 'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n', [['modify', 'run.sh', 'run.sh', '']]],
    ['a rename', 'diff --git a/o b/n\nsimilarity index 100%\nrename from o\nrename to n\n', [['rename', 'o', 'n', '']]],
    ['a copy with quoted names', 'diff --git "a/\\303\\274 \\"q\\".md" b/n\nsimilarity index 90%\ncopy from "\\303\\274 \\"q\\".md"\ncopy to n\n', [['copy', 'ü "q".md', 'n', '']]],
    ['a quoted name without sides', 'diff --git "a/t\\tab" "b/t\\tab"\nnew file mode 100644\n', [['create', 't\tab', 't\tab', '']]],
    ['binary content', 'diff --git a/i.png b/i.png\nindex 1234567..89abcde 100644\nGIT binary patch\nliteral 3\nKcmZ\n\n', [['modify', 'i.png', 'i.png', '1234567']]],
    ['a patch without git headers', '--- a/p\n+++ b/p\n@@ -1 +1 @@\n-a\n+b\n', [['modify', 'p', 'p', '']]],
    ['no patch', 'hello\n', []],
  ])('knows the paths of %s', (_, patch, sections) => {
    expect(read(patch)).toEqual(sections);
  });

  it('takes lines inside hunks for content, whatever they look like', () => {
    const patch = 'From: somebody\n\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n context\n---- a/evil\n+++++ b/evil\ndiff --git a/b b/b\nnew file mode 100644\n-- \n2.39.5\n';
    expect(read(patch)).toEqual([['modify', 'a', 'a', ''], ['create', 'b', 'b', '']]);
  });

  it('cuts hunks into what was and what shall be, with their line ends', () => {
    const patch = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -3,3 +3,2 @@ heading\n one\r\n-twö\n-three\n+3\n@@ -9 +8 @@\n-last\n\\ No newline at end of file\n+last\n-- \n2.39.5\n';
    expect(sectionsOf(Buffer.from(patch))[0]?.hunks).toEqual([
      { line: 3, before: 'one\r\ntwö\nthree\n', after: 'one\r\n3\n' },
      { line: 9, before: 'last', after: 'last\n' },
    ]);
  });

  it('gives back every byte of its sections', () => {
    const bytes = Buffer.concat([Buffer.from('diff --git a/a b/a\n@@ -1 +1 @@\n-'), Buffer.of(0xff, 0xc3, 0x28), Buffer.from('\ndiff --git a/b b/b\n')]);
    expect(Buffer.concat(sectionsOf(bytes).map(({ text }) => Buffer.from(text, 'latin1')))).toEqual(bytes);
  });
});
