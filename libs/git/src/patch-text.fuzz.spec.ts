// The reader of patches against made-up ones: it always answers and loses no byte, and names no dangerous path that the policy let pass.
import fc from 'fast-check';
import { inspectPatch, judgeChanges } from '#domain';
import { fuzzRounds, fuzzTime } from '../../../test/fuzz-rounds';
import { sectionsOf } from './patch-text';

const path = fc.constantFrom('x', 'src/a b.ts', '../evil', '.git/config', '.GIT/hooks/x', 'GIT~1/x', '/etc/passwd', 'a/../../x', 'a\\b', 'é', '/dev/null', '"', '');
const side = fc.tuple(fc.constantFrom('', 'a/', 'b/', '"a/', '"b/'), path, fc.constantFrom('', '"', '\t2024', '\r', '\\056', '\\377', '\\n"')).map((parts) => parts.join(''));
// Two different names on this line are told apart by the lines after it, so git refuses them alone.
const gitLine = path.map((name) => `diff --git a/${name} b/${name}`);
const headerLine = fc.tuple(fc.constantFrom('--- ', '+++ ', 'rename from ', 'rename to ', 'copy from ', 'copy to ', 'rename old ', 'rename new '), side, fc.option(side)).map(([start, first, second]) => `${start}${first}${second === null || first.includes('"') ? '' : ` ${second}`}`);
const otherLine = fc.constantFrom('index 1111111..2222222 100644', 'new file mode 120000', 'deleted file mode 100644', '@@ -1 +1 @@', '@@ -1,3 +1,9 @@', '@@ -0,0 +1 @@', '-old', '+new', ' same', '\\ No newline at end of file', 'GIT binary patch', 'literal 9', 'delta 9', '');
const patch = fc.array(fc.oneof(gitLine, headerLine, otherLine, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 25 }).map((lines) => `${lines.join('\n')}\n`);

it('every text is answered, and sections are bytes of it in their order', () => {
  fc.assert(fc.property(patch, (text) => {
    const bytes = Buffer.from(text);
    let from = 0;
    for (const section of sectionsOf(bytes)) {
      const at = bytes.toString('latin1').indexOf(section.text, from);
      expect(at).toBeGreaterThanOrEqual(from);
      from = at + section.text.length;
    }
  }), fuzzRounds(2000));
}, fuzzTime);

it('a path that the reader takes out of a patch without findings is one that may be changed', () => {
  fc.assert(fc.property(patch, (text) => {
    if (inspectPatch(text).length > 0) return;
    const changes = sectionsOf(Buffer.from(text)).flatMap(({ oldPath, newPath }) => [oldPath, newPath]).filter((each) => each !== '' && each !== '/dev/null');
    const rejected = judgeChanges(changes.map((each) => ({ status: 'M', oldMode: '100644', newMode: '100644', path: each })));
    expect(rejected.filter(({ severity, code }) => severity === 'reject' && code !== 'path.collision')).toEqual([]);
  }), fuzzRounds(4000));
}, fuzzTime);
