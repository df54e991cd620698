import { judgeChanges, type PatchChange } from './judge-changes';
import { defaultPatchPolicy } from './patch-policy';

const added = (path: string): PatchChange => ({ status: 'A', oldMode: '000000', newMode: '100644', path });
const modified = (path: string): PatchChange => ({ status: 'M', oldMode: '100644', newMode: '100644', path });
const deleted = (path: string): PatchChange => ({ status: 'D', oldMode: '100644', newMode: '000000', path });
const codes = (...changes: PatchChange[]) => judgeChanges(changes).map(({ code, severity }) => `${severity} ${code}`);

it('an ordinary change is fine', () => {
  expect(codes(
    added('src/app/[id]/(group)/page.tsx'), modified('CHANGELOG.md'), deleted('old/a.ts'), added('docs/übersicht 2.md'), added('.github/ISSUE_TEMPLATE/bug.yml'), added('.gitignore'), added('.gitkeep'), added('src/git/.gitconfig.ts'), added('文档/说明.md'), added('console.ts'), added('auxiliary/nullable.ts'),
    { status: 'R100', oldMode: '100644', newMode: '100644', path: 'readme.md', oldPath: 'Readme.md' }, { status: 'A', oldMode: '000000', newMode: '100755', path: 'run.sh' }, { status: 'M', oldMode: '100755', newMode: '100644', path: 'stop.sh' },
  )).toEqual([]);
});

describe('rejected paths', () => {
  it.each([
    '.git/config', '.git', '.git/hooks/post-commit', '.GIT/config', '.Git/x', 'sub/.git/config', 'GIT~1/config', 'git~2/x', '.git./config', '.git /config', '.git. ./x', '.g\u200cit/config', '.gi\u200dt', '.git\ufeff/x', '.git::$INDEX_ALLOCATION/config', '．ｇｉｔ/config', 'a\\.git\\config', 'GITMOD~1', 'gi7eba~1',
  ])('%j is git\'s own directory to some system', (path) => {
    for (const change of [added(path), modified(path), deleted(path)]) expect(codes(change)).toEqual(['reject path.git_directory']);
  });

  it.each([
    ['../evil', 'path.traversal'], ['a/../../x', 'path.traversal'], ['./a', 'path.traversal'], ['a//b', 'path.traversal'], ['a/', 'path.traversal'], ['/etc/passwd', 'path.absolute'], ['C:/x', 'path.absolute'], ['\\\\host\\x', 'path.absolute'], ['a\\..\\b', 'path.backslash'], ['', 'path.empty'],
    ['a\nb', 'path.control_character'], ['a\rb', 'path.control_character'], ['a\tb', 'path.control_character'], ['a\u001b[31m', 'path.control_character'], ['a\u2028b', 'path.control_character'], ['a\0b', 'path.control_character'],
    ['photo\u202egnp.exe', 'path.invisible_character'], ['a\u200bb', 'path.invisible_character'], ['a\u2066b', 'path.invisible_character'], ['a\u00adb', 'path.invisible_character'], ['a\u3164b', 'path.invisible_character'], ['a\ufffdb', 'path.not_utf8'],
    [`${'d/'.repeat(32)}f`, 'path.too_deep'], ['x'.repeat(1001), 'path.too_long'],
  ])('%j is %s', (path, code) => {
    for (const change of [added(path), modified(path)]) expect(codes(change)).toEqual([`reject ${code}`]);
  });

  it.each([
    ['CON', 'path.reserved_name'], ['src/aux.ts', 'path.reserved_name'], ['nul.', 'path.reserved_name'], ['COM1.txt', 'path.reserved_name'], ['lpt9/x', 'path.reserved_name'], ['conin$', 'path.reserved_name'], ['con ', 'path.reserved_name'],
    ['a.', 'path.final_dot_or_space'], ['a /b', 'path.final_dot_or_space'], ['ab:c', 'path.unportable_character'], ['a|b', 'path.unportable_character'], ['what?', 'path.unportable_character'],
  ])('%j may not be brought in (%s), but be edited and removed', (path, code) => {
    expect(codes(added(path))).toEqual([`reject ${code}`]);
    expect(codes({ status: 'R90', oldMode: '100644', newMode: '100644', path, oldPath: 'fine' })).toEqual([`reject ${code}`]);
    expect(codes(modified(path), deleted(path))).toEqual([]);
  });

  it('are found in the place a file is moved from, too', () => {
    expect(codes({ status: 'R100', oldMode: '100644', newMode: '100644', path: 'fine', oldPath: '../x' })).toEqual(['reject path.traversal']);
  });

  it('are shown with what cannot be seen written out', () => {
    expect(judgeChanges([added('a\nb\u202ec')])).toMatchObject([{ path: 'a\\u{a}b\\u{202e}c' }]);
  });
});

describe('held paths', () => {
  it.each([
    '.github/workflows/ci.yml', '.github/workflows/deep/x.yml', '.GitHub/Workflows/CI.yml', '.github/workflows./x.yml', '.github/actions/build/action.yml', '.gitlab-ci.yml', 'CODEOWNERS', '.github/CODEOWNERS', 'docs/codeowners', '.gitmodules', 'sub/.gitmodules', '.gitattributes', 'a/b/.gitattributes', '.lfsconfig', '.gitattributes.',
  ])('%s waits for a person, whatever the change', (path) => {
    for (const change of [modified(path), deleted(path)]) expect(codes(change)).toEqual(['hold path.held']);
  });

  it('are held when a file is moved away from there', () => {
    expect(codes({ status: 'R100', oldMode: '100644', newMode: '100644', path: 'ci.yml', oldPath: '.github/workflows/ci.yml' })).toEqual(['hold path.held']);
  });

  it('and everything else about the policy can be configured', () => {
    const policy = { ...defaultPatchPolicy, heldPaths: [{ pattern: 'infra/**', reason: 'Ask operations.' }, { pattern: 'a/b.txt', reason: 'Ask.' }], maxPathDepth: 2 };
    const judged = (path: string) => judgeChanges([modified(path)], policy).map(({ reason }) => reason);
    expect(judged('infra/main.tf')).toEqual(['Ask operations. A person has to make this change.']);
    expect(judged('infra')).toHaveLength(1);
    expect(judged('infra2/x')).toEqual([]);
    expect(judged('a/b.txt')).toHaveLength(1);
    expect(judged('c/b.txt')).toEqual([]);
    expect(judged('.github/workflows')).toEqual([]);
    expect(judged('x/y/z')).toEqual(['The path is nested too deeply.']);
  });
});

describe('modes', () => {
  const mode = (oldMode: string, newMode: string, status = 'M') => codes({ status, oldMode, newMode, path: 'f' });

  it.each([['000000', '120000'], ['100644', '120000']])('a symbolic link is rejected (%s to %s)', (from, to) => {
    expect(mode(from, to, from === '000000' ? 'A' : 'T')).toEqual(['reject mode.symlink']);
  });

  it('a submodule is rejected, its removal held', () => {
    expect(mode('000000', '160000', 'A')).toEqual(['reject mode.submodule']);
    expect(mode('160000', '160000')).toEqual(['reject mode.submodule']);
    expect(mode('160000', '000000', 'D')).toEqual(['hold mode.submodule']);
    expect(mode('160000', '100644', 'T')).toEqual(['hold mode.submodule']);
  });

  it('making a file executable is held, a new executable is not, and both can be configured', () => {
    expect(mode('100644', '100755')).toEqual(['hold mode.executable']);
    expect(mode('120000', '100755', 'T')).toEqual(['hold mode.executable']);
    expect(mode('000000', '100755', 'A')).toEqual([]);
    expect(mode('100755', '100755')).toEqual([]);
    const strict = { ...defaultPatchPolicy, newExecutable: 'reject' as const, madeExecutable: 'allow' as const };
    expect(judgeChanges([{ status: 'A', oldMode: '000000', newMode: '100755', path: 'f' }], strict)).toMatchObject([{ severity: 'reject', code: 'mode.executable' }]);
    expect(judgeChanges([{ status: 'M', oldMode: '100644', newMode: '100755', path: 'f' }], strict)).toEqual([]);
  });

  it.each(['100664', '104755', '100600', '040000', '', '000000', '\n'])('the mode "%s" is rejected', (newMode) => {
    expect(mode('100644', newMode)).toEqual(['reject mode.unusual']);
  });

  it('an unmerged or unknown status is rejected', () => {
    for (const status of ['U', 'X', '', 'MM', 'R1000']) expect(mode('100644', '100644', status)).toEqual(['reject change.unknown']);
  });

  it('a link may be removed', () => {
    expect(mode('120000', '000000', 'D')).toEqual([]);
  });
});

describe('collisions', () => {
  it.each([[['README.md', 'readme.md']], [['src/A.ts', 'src/a.ts']], [['Lib/a.ts', 'lib/b.ts']], [['caf\u00e9', 'cafe\u0301']], [['STRASSE', 'straße']], [['a\u212a', 'ak']]])('%j are one file somewhere', (paths) => {
    expect(codes(...paths.map(added))).toEqual(['reject path.collision']);
  });

  it('are not seen in the same directory spelled the same, in removed files, or in a rename of the case', () => {
    expect(codes(added('src/a.ts'), added('src/b.ts'), added('src/a/b.ts'))).toEqual([]);
    expect(codes(deleted('readme.md'), added('README.md'))).toEqual([]);
  });

  it('are told once for each name', () => {
    expect(codes(added('Lib/a.ts'), added('lib/b.ts'), added('lib/c.ts'), added('LIB/d.ts'))).toEqual(['reject path.collision']);
  });
});

it('2,000 changes are judged in a moment', () => {
  const changes = Array.from({ length: 2000 }, (_, index) => added(`${'dir/'.repeat(30)}${index}`));
  const start = process.cpuUsage();
  expect(judgeChanges(changes)).toEqual([]);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});
