import { changed, pathsNamedIn } from './believable-change';

describe('the change a task leaves behind', () => {
  const nothingThere = () => false;

  test.each([
    ['Add `src/models/cart.ts` and tests/cart.test.ts', ['src/models/cart.ts', 'tests/cart.test.ts']],
    ['See [the guide](docs/guide.md), and https://example.com/a/b.html', ['docs/guide.md']],
    ['Create `src/services/`', ['src/services/README.md']],
    ['Use Node.js, i.e. v20.1', []],
    ['Write `setup.cfg`', ['setup.cfg']],
    ['Change ../../etc/passwd.txt, /etc/hosts.txt and .git/config.txt', []],
    ['Edit .github/workflows/ci.yml', ['.github/workflows/ci.yml']],
  ])('%s', (text, paths) => {
    expect(pathsNamedIn(text, nothingThere)).toEqual(paths);
  });

  test('a bare name counts when the file is there', () => {
    expect(pathsNamedIn('Update package.json for Node.js', (path) => path === 'package.json')).toEqual(['package.json']);
  });

  test('source files get a function named after the task, appended behind what is there', () => {
    expect(changed('src/a.ts', 'const a = 1;', { id: 'T002', text: 'Add the line type to src/a.ts' })).toBe(
      "const a = 1;\n\n// T002: Add the line type to src/a.ts\nexport function t002AddTheLine(): string {\n  return 'T002';\n}\n",
    );
    expect(changed('a.py', undefined, { id: 'L7', text: 'Überprüfe' })).toBe('# L7: Überprüfe\ndef l7_u_berpru_fe():\n    return "L7"\n');
  });

  test('JSON stays JSON, and JSON that does not parse stays as it is', () => {
    expect(JSON.parse(changed('package.json', '{"name":"web"}', { id: 'T001', text: 'Set  up' }))).toEqual({ name: 'web', notes: { T001: 'Set up' } });
    expect(changed('tsconfig.json', '{ // comment\n}', { id: 'T001', text: 'Set up' })).toBe('{ // comment\n}');
  });

  test('text cannot end the comment it stands in', () => {
    expect(changed('a.css', undefined, { id: 'T1', text: 'x */ body{}' })).toBe('/* T1: x body{} */\n');
  });
});
