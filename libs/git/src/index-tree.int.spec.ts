import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitOrigin, lines, token, type FileChange } from '../../../test/git-origin';
import { applyPatch, commitTree, listChanges, patchBetween, readFile, type Mirror, type PatchOutcome } from './index';

const author = { name: 'Specline', email: 'specline@example.com' };
const random = (size: number, seed: number) => Buffer.from(Array.from({ length: size }, (_, index) => (index * index * seed + index * 7) % 251));
const start: Record<string, FileChange> = {
  'src/a.txt': lines(50), 'b.txt': 'hi\n', 'bin.dat': random(3000, 3), 'old name.txt': lines(20), link: { mode: '120000', content: '/etc/passwd' },
  '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://example.com/x.git\n', '.gitattributes': '*.txt filter=lfs\n*.dat merge=union\n', 'ünï "q".md': 'umlaut\n',
};

const secrets = [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
const filesUnder = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

describe('applying a patch to an index', () => {
  let origin: GitOrigin;
  let base: string;

  beforeAll(async () => {
    origin = await GitOrigin.start();
    base = origin.commit('main', start);
  });
  afterAll(() => origin.close());

  const on = <T>(commit: string, work: (mirror: Mirror) => Promise<T>, machine = 'one') => origin.cache(machine).use({ remote: origin.remote, commit }, work);
  const apply = (patch: string | Buffer, commit = base) => on(commit, (mirror) => applyPatch(mirror, { base: commit, patch }));
  const applied = async (patch: string | Buffer, commit = base) => {
    const outcome = await apply(patch, commit);
    if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome, null, 1));
    return outcome;
  };
  const short = (outcome: PatchOutcome) => (outcome.outcome === 'applied' ? outcome.changes.map(({ status, newMode, path }) => `${status} ${newMode} ${path}`) : outcome.outcome);
  const conflict = async (patch: string | Buffer, commit = base) => {
    const outcome = await apply(patch, commit);
    if (outcome.outcome !== 'conflict') throw new Error(JSON.stringify(outcome));
    return outcome.report;
  };
  const addition = (path: string, mode = '100644') => `diff --git a/${path} b/${path}\nnew file mode ${mode}\nindex 0000000..3e75765\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+new\n`;

  it('carries edits, new files, renames, binary content, mode changes, links and deletions', async () => {
    const patch = origin.patch(base, {
      'src/a.txt': { mode: '100755', content: lines(50, { 25: 'LINE 25' }) }, 'b.txt': null, 'bin.dat': random(3500, 3), 'new/deep/c.txt': 'new\n', 'empty.txt': '',
      'old name.txt': null, 'new name.txt': lines(20, { 20: 'last' }), link: { mode: '120000', content: 'b.txt' }, 'ünï "q".md': 'umlauts\n',
    });
    expect(short(await applied(patch))).toEqual([
      'D 000000 b.txt', 'M 100644 bin.dat', 'A 100644 empty.txt', 'M 120000 link', 'A 100644 new name.txt', 'A 100644 new/deep/c.txt',
      'D 000000 old name.txt', 'M 100755 src/a.txt', 'M 100644 ünï "q".md',
    ]);
  });

  it('comes to the same commit on two machines that share nothing but the patch and the base', async () => {
    const patch = origin.patch(base, { 'src/a.txt': lines(50, { 3: 'three' }), 'n.txt': 'n\n', 'bin.dat': random(100, 9) });
    const commitOn = (machine: string) =>
      on(base, async (mirror) => {
        const outcome = await applyPatch(mirror, { base, patch });
        return outcome.outcome === 'applied' ? commitTree(mirror, { tree: outcome.tree, parents: [base], author, at: new Date(1_700_000_000_123), message: 'Phase 1\n\nÄ "quoted" body' }) : outcome.outcome;
      }, machine);
    const [one, two] = [await commitOn('machine-a'), await commitOn('machine-b')];
    expect(one).toMatch(/^[0-9a-f]{40}$/);
    expect(two).toBe(one);
  });

  it('makes of a patch that needed merging one that needs none and gives the same tree elsewhere', async () => {
    const patch = origin.patch(base, { 'src/a.txt': lines(50, { 10: 'ten' }), 'bin.dat': random(10, 2) });
    const moved = origin.commit('moved', { 'src/a.txt': lines(50, { 1: 'one\none and a half', 40: 'forty' }) }, base);
    const [tree, direct] = await on(moved, async (mirror) => {
      const outcome = await applyPatch(mirror, { base: moved, patch });
      return outcome.outcome === 'applied' ? ([outcome.tree, await patchBetween(mirror, moved, outcome.tree)] as const) : (['', Buffer.of()] as const);
    });
    const again = await on(moved, (mirror) => applyPatch(mirror, { base: moved, patch: direct }), 'elsewhere');
    expect(again).toMatchObject({ outcome: 'applied', tree });
  });

  it('hands over every kind of change as a patch that gives the same tree elsewhere', async () => {
    const patch = origin.patch(base, {
      link: 'a file now\n', 'b.txt': { mode: '120000', content: 'src/a.txt' }, 'src/a.txt': null, src: 'a file instead of a folder', 'old name.txt': null, 'old name.txt/inside.txt': 'a folder instead of a file\n',
      'bin.dat': random(2000, 5), 'crlf.txt': 'one\r\ntwo', 'ünï "q".md': { mode: '100755', content: 'umlaut\n' }, module: { mode: '160000', content: base },
    });
    const first = await applied(patch);
    const canonical = await on(base, (mirror) => patchBetween(mirror, base, first.tree));
    const again = await on(base, (mirror) => applyPatch(mirror, { base, patch: canonical }), 'elsewhere');
    expect(first.changes.map(({ status, path }) => `${status} ${path}`)).toEqual(expect.arrayContaining(['T link', 'T b.txt', 'A src', 'A old name.txt/inside.txt', 'A module']));
    expect(again).toEqual({ ...first, log: expect.any(String) as string });
  });

  it('answers no change for a patch that the base already holds, deletions and renames included', async () => {
    const patch = origin.patch(base, { 'src/a.txt': lines(50, { 5: 'five' }), 'b.txt': null, 'c.txt': 'c\n', 'old name.txt': null, 'other.txt': lines(20) });
    const first = await applied(patch);
    const done = origin.commit('done', { 'src/a.txt': lines(50, { 5: 'five' }), 'b.txt': null, 'c.txt': 'c\n', 'old name.txt': null, 'other.txt': lines(20) }, base);
    expect(await applied(patch, done)).toMatchObject({ tree: first.tree, changes: [] });
    const half = origin.commit('half', { 'c.txt': 'c\n' }, base);
    expect(await applied(patch, half)).toMatchObject({ tree: first.tree });
  });

  it('asks the server once for all contents it lacks, and for none the second time', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index}.txt`, `content ${index}\n`]));
    const many = origin.commit('many', files, base);
    const patch = origin.patch(many, Object.fromEntries(Object.keys(files).map((path) => [path, 'changed\n'])));
    const exchanges = async () => {
      const before = origin.server.requests.length;
      await on(many, (mirror) => applyPatch(mirror, { base: many, patch }), 'fresh');
      return origin.server.requests.length - before;
    };
    // The commit and the contents, each a greeting and an answer.
    expect([await exchanges(), await exchanges()]).toEqual([4, 0]);
  });

  it('reports a conflict with base, ours and theirs of each place, and the unmerged entries', async () => {
    const patch = origin.patch(base, { 'src/a.txt': lines(50, { 10: 'THEIRS 10', 30: 'fine' }), 'b.txt': 'fine\n' });
    const moved = origin.commit('clash', { 'src/a.txt': lines(50, { 1: 'one\nmore', 10: 'OURS 10' }) }, base);
    const report = await conflict(patch, moved);
    expect(report).toMatchObject({ base: moved, fitting: 1, omitted: 0, files: [{ path: 'src/a.txt', reason: 'merge' }] });
    expect(report.files[0]?.hunks).toEqual([{ line: 11, base: 'line 10\n', ours: 'OURS 10\n', theirs: 'THEIRS 10\n' }]);
    expect(report.files[0]?.unmerged.map(({ stage, mode, path }) => `${stage} ${mode} ${path}`)).toEqual([1, 2, 3].map((stage) => `${stage} 100644 src/a.txt`));
    expect(report.message).toContain("Applied patch to 'src/a.txt' with conflicts");
  });

  it('reports every file that does not fit, although git stops at the first', async () => {
    const patch = origin.patch(base, { 'src/a.txt': lines(50, { 10: 'THEIRS' }), 'b.txt': 'bye\n', 'bin.dat': random(9, 9), 'n.txt': 'theirs\n' });
    const moved = origin.commit('clash-2', { 'src/a.txt': lines(50, { 10: 'OURS' }), 'b.txt': null, 'bin.dat': random(8, 8), 'n.txt': 'ours\n' }, base);
    const { files } = await conflict(patch, moved);
    expect(files.map(({ path, reason, hunks }) => [path, reason, hunks])).toEqual([
      ['b.txt', 'mismatch', [{ line: 1, base: 'hi\n', ours: '', theirs: 'bye\n' }]],
      ['bin.dat', 'merge', []],
      ['n.txt', 'merge', [{ line: 1, base: '', ours: 'ours\n', theirs: 'theirs\n' }]],
      ['src/a.txt', 'merge', [{ line: 10, base: 'line 10\n', ours: 'OURS\n', theirs: 'THEIRS\n' }]],
    ]);
  });

  it('falls back to the lines around a hunk when nobody knows what the patch was made from', async () => {
    const known = origin.patch(base, { 'src/a.txt': lines(50, { 10: 'THEIRS' }) }).toString();
    const unknown = known.replace(/^index .*$/m, `index ${'ab'.repeat(20)}..${'cd'.repeat(20)} 100644`);
    expect(short(await applied(unknown))).toEqual(['M 100644 src/a.txt']);
    expect((await conflict(unknown.replaceAll('line 9\n', 'never 9\n'))).files).toMatchObject([{ reason: 'mismatch', hunks: [{ line: 7, ours: lines(13).split('\n').slice(6).join('\n') }] }]);
  });

  it('takes a rename onto a file of the base for a conflict, where git alone overwrites it', async () => {
    const patch = origin.patch(base, { 'old name.txt': null, 'taken.txt': lines(20, { 20: 'last' }) });
    const moved = origin.commit('taken', { 'taken.txt': 'precious\n' }, base);
    expect((await conflict(patch, moved)).files).toMatchObject([{ path: 'taken.txt', reason: 'exists' }]);
    const swap = origin.patch(moved, { 'old name.txt': null, 'taken.txt': lines(20, { 20: 'last' }), 'kept.txt': 'precious\n' }, '-B');
    expect(short(await applied(swap, moved))).toHaveLength(3);
  });

  it.each([
    ['../evil', addition('../evil')],
    ['/tmp/evil', addition('/tmp/evil').replaceAll('a//', '//').replaceAll('b//', '//')],
    ['.git/config', addition('.git/config')],
    ['.GIT/hooks/pre-push', addition('.GIT/hooks/pre-push')],
    ['GIT~1/config', addition('GIT~1/config')],
    ['sub/.git/config', addition('sub/.git/config')],
    ['a file through a link', addition('l', '120000') + addition('l/evil')],
    ['a file through a link of the base', addition('link/evil')],
    ['a rename to ../../x', 'diff --git a/b.txt b/../../x\nsimilarity index 100%\nrename from b.txt\nrename to ../../x\n'],
    ['a name that is no UTF-8', addition('x').replaceAll('a/x', '"a/\\377x"').replaceAll('b/x', '"b/\\377x"')],
    ['no patch at all', 'hello\n'],
    ['nothing', ''],
    ['a broken patch', 'diff --git a/b.txt b/b.txt\n--- a/b.txt\n+++ b/b.txt\n@@ -1,3 +1 @@\n-hi\n+new\n'],
  ])('refuses %s', async (_, patch) => {
    expect(await apply(patch)).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/\w/) });
  });

  it('writes no file of the repository anywhere, whatever the patch names', async () => {
    const names = ['config', 'HEAD', 'hooks/post-index-change', 'objects/info/alternates', 'link', 'specline-canary.txt'];
    const hostile = origin.commit('hostile', Object.fromEntries(names.map((name) => [name, name === 'link' ? { mode: '120000', content: origin.folder } : 'CANARY-CONTENT\n'])), base);
    const outcome = await on(hostile, (mirror) => applyPatch(mirror, { base: hostile, patch: names.map((name) => addition(name)).join('') }), 'machine-x');
    expect(outcome).toMatchObject({ outcome: 'conflict', report: { files: names.map((path) => ({ path })) } });
    const machine = join(origin.folder, 'machine-x');
    expect(readdirSync(join(machine, 'scratch'))).toEqual([]);
    expect(filesUnder(machine).filter((path) => /post-index-change|alternates|canary|link/.test(path))).toEqual([]);
    expect(existsSync('/specline-canary.txt') || existsSync('specline-canary.txt')).toBe(false);
  });

  it('refuses a binary patch that unfolds to a gigabyte', async () => {
    const bomb = addition('z.bin').split('\n').slice(0, 2).concat('index 0000000000000000000000000000000000000000..1111111111111111111111111111111111111111', 'GIT binary patch', `literal ${2 ** 30}`, 'HcmV?d00001', '', 'literal 0', 'HcmV?d00001', '', '').join('\n');
    expect(await apply(bomb)).toMatchObject({ outcome: 'refused', message: expect.stringContaining('over limit') });
  });

  it('reads files of base and result up to a limit, and no links', async () => {
    const patch = origin.patch(base, { 'b.txt': 'after\n' });
    await on(base, async (mirror) => {
      const { tree } = (await applyPatch(mirror, { base, patch })) as PatchOutcome & { tree: string };
      expect((await readFile(mirror, tree, 'b.txt'))?.toString()).toBe('after\n');
      expect((await readFile(mirror, base, 'src/a.txt'))?.toString()).toBe(lines(50));
      expect([await readFile(mirror, base, 'link'), await readFile(mirror, base, 'none'), await readFile(mirror, base, 'src'), await readFile(mirror, base, '../x')]).toEqual([undefined, undefined, undefined, undefined]);
      await expect(readFile(mirror, base, 'src/a.txt', { maxBytes: 100 })).rejects.toMatchObject({ code: 'git.file_too_large' });
      expect(await listChanges(mirror, base, tree)).toEqual([expect.objectContaining({ status: 'M', path: 'b.txt' })]);
    });
  });

  it('is quick with 5,000 files and leaves the untouched ones on the server', async () => {
    const files = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`d${index % 50}/e${index % 7}/f${index}.txt`, `file ${index}\n`.repeat(20)]));
    const big = origin.commit('big', files);
    const patch = origin.patch(big, { 'd1/e1/f1.txt': 'changed\n', 'd49/new.txt': 'new\n' });
    const started = performance.now();
    const { changes } = await applied(patch, big);
    const cold = performance.now() - started;
    expect(changes).toHaveLength(2);
    expect(cold).toBeLessThan(5_000);
    const blobs = origin.git('-C', join(origin.folder, 'one', readdirSync(join(origin.folder, 'one')).find((name) => name.endsWith('.git')) ?? ''), 'cat-file', '--batch-check', '--batch-all-objects');
    expect(blobs.split('\n').filter((line) => line.includes(' blob ')).length).toBeLessThan(400);
  });

  it('keeps the token out of every file', () => {
    const holders = filesUnder(origin.folder).filter((path) => secrets.some((secret) => readFileSync(path).includes(secret)));
    expect(holders).toEqual([]);
  });
});
