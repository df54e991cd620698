import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { token } from '../../../test/git-origin';
import { plainFiles, Workspace } from './workspace.fixture';

const skill = '.agents/skills/speckit-plan/SKILL.md';
const common = '.specify/scripts/bash/common.sh';
const released = (path: string): string => readFileSync(join(__dirname, '../spec-kit/files', path), 'utf8');

describe('checkout', () => {
  let workspace: Workspace | undefined;
  const create = async (files = plainFiles): Promise<Workspace> => (workspace = await Workspace.create(files));
  afterEach(async () => {
    await workspace?.close();
    workspace = undefined;
  });

  it('makes a tree of exactly the base commit, with Spec Kit laid over and a repository that is clean', async () => {
    const work = await create();
    expect(await work.checkout({ SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' })).toMatchObject({ code: 0, stderr: '' });
    expect([work.read('repo/README.md'), work.read('repo/src/shop.mjs'), work.read(`repo/${skill}`), work.read(`repo/${common}`)]).toEqual(['Web\n', 'export const shop = 1;\n', released(skill), released(common)]);
    expect(work.json('repo/.specify/feature.json')).toEqual({ feature_directory: 'specs/001-cart' });
    expect(work.agent('git status --porcelain; git log --format=%H')).toBe(`${work.baseSha}\n`);
    expect(lstatSync(work.path(`repo/${common}`)).mode & 0o100).toBe(0o100);
    expect(work.json('out/checkout.json')).toMatchObject({ baseSha: work.baseSha, patchApplied: false, featureDirectory: 'specs/001-cart', featureTracked: false, specKit: { version: '1.0.1', kept: [] } });
    expect(readdirSync(work.root).sort()).toEqual(['base.git', 'home', 'out', 'repo']);
  });

  it('lets the scripts of Spec Kit find the feature', async () => {
    const work = await create();
    await work.checkout({ SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' });
    const found = JSON.parse(work.agent('mkdir -p specs/001-cart; .specify/scripts/bash/setup-plan.sh --json')) as Record<string, string>;
    expect(found.IMPL_PLAN).toBe(work.path('repo/specs/001-cart/plan.md'));
    expect(work.read('repo/specs/001-cart/plan.md')).toContain('Implementation Plan');
  });

  it('leaves alone whatever of Spec Kit the repository has, and all scripts if it has one', async () => {
    const own = { ...plainFiles, [skill]: 'own skill\n', '.specify/scripts/bash/other.sh': 'own\n', '.specify/memory/constitution.md': 'own law\n', '.specify/feature.json': '{}\n' };
    const work = await create(own);
    await work.checkout({ SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' });
    expect([work.read(`repo/${skill}`), work.read('repo/.specify/memory/constitution.md'), work.exists(`repo/${common}`)]).toEqual(['own skill\n', 'own law\n', false]);
    expect(work.read('repo/.agents/skills/speckit-tasks/SKILL.md')).toBe(released('.agents/skills/speckit-tasks/SKILL.md'));
    const { specKit, featureTracked } = work.json<{ specKit: { kept: string[]; laidOver: string[] }; featureTracked: boolean }>('out/checkout.json');
    expect(specKit.kept).toEqual(expect.arrayContaining([skill, common, '.specify/memory/constitution.md']));
    expect([specKit.kept.length + specKit.laidOver.length, featureTracked]).toEqual([24, true]);
    expect(work.agent('git status --porcelain')).toBe(' M .specify/feature.json\n');
  });

  it('gives the same tree again after it was killed at any moment, and after an agent', async () => {
    const work = await create({ ...plainFiles, 'link': { mode: '120000', content: 'README.md' }, 'run.sh': { mode: '100755', content: '#!/bin/sh\n' } });
    const feature = { SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' };
    await work.checkout(feature);
    const first = fingerprint(work.path('repo'));
    for (const damage of ['rm -rf ../base.git', 'rm ../base.git/objects/pack/*.pack', 'rm -rf .git ../home', 'chmod 000 src; echo x > new; git add -A || true', 'mv ../base.git ../base.git.new', 'mkdir -p ../.collect/git/refs/x; rm -rf ../repo/*', 'echo "[core] bare = maybe" > ../base.git/config']) {
      work.agent(damage);
      expect(await work.checkout(feature)).toMatchObject({ code: 0 });
      expect(fingerprint(work.path('repo'))).toEqual(first);
    }
    for (const patience of [30, 90, 150, 250]) {
      const { child, ended } = work.start('checkout', { ...feature, SPECLINE_CLONE_URL: work.origin.remote.url, SPECLINE_CLONE_TOKEN: token });
      setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      expect(await work.checkout(feature)).toMatchObject({ code: 0 });
      expect(fingerprint(work.path('repo'))).toEqual(first);
    }
  });

  it('fetches nothing when the base is there and whole', async () => {
    const work = await create();
    await work.checkout();
    const asked = work.origin.server.requests.length;
    expect(await work.checkout()).toMatchObject({ code: 0 });
    expect([asked > 0, work.origin.server.requests.length]).toEqual([true, asked]);
  });

  it('brings in what earlier phases did', async () => {
    const work = await create({ ...plainFiles, '.specify/feature.json': '{}\n' });
    const patch = work.origin.patch(work.baseSha, { 'specs/001-cart/spec.md': 'Spec\n', 'README.md': 'Webshop\n', 'src/shop.mjs': null, 'logo.png': Buffer.from([0, 1, 2, 0xff]) });
    writeFileSync(work.path('in.patch'), patch);
    expect(await work.checkout()).toMatchObject({ code: 0 });
    expect([work.read('repo/specs/001-cart/spec.md'), work.read('repo/README.md'), work.exists('repo/src/shop.mjs')]).toEqual(['Spec\n', 'Webshop\n', false]);
    expect(work.agent('git status --porcelain')).toBe(' M README.md\n D src/shop.mjs\n?? logo.png\n?? specs/\n');
    expect(work.json('out/checkout.json')).toMatchObject({ patchApplied: true });
  });

  it.each([
    ['does not fit', 'diff --git a/README.md b/README.md\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-Other\n+Webshop\n'],
    ['reaches out', 'diff --git a/../evil b/../evil\nnew file mode 100644\n--- /dev/null\n+++ b/../evil\n@@ -0,0 +1 @@\n+x\n'],
    ['writes a hook', 'diff --git a/.git/hooks/x b/.git/hooks/x\nnew file mode 100755\n--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+x\n'],
    ['is no patch', 'garbage\n'],
  ])('refuses a patch that %s', async (_case, patch) => {
    const work = await create();
    writeFileSync(work.path('in.patch'), patch);
    expect(await work.checkout()).toMatchObject({ code: 5, failure: { code: 'checkout.patch_unfit' } });
    expect([work.exists('evil'), work.exists('repo/.git/hooks/x')]).toEqual([false, false]);
  });

  it('writes nothing through a link of the repository, of a patch or of an agent', async () => {
    const work = await create({ ...plainFiles, '.agents': { mode: '120000', content: '../home' }, '.specify/templates': { mode: '120000', content: '../../home' } });
    expect(await work.checkout()).toMatchObject({ code: 0 });
    expect(readdirSync(work.path('home'))).toEqual([]);
    expect(work.json<{ specKit: { kept: string[] } }>('out/checkout.json').specKit.kept).toEqual(expect.arrayContaining([skill, '.specify/templates/plan-template.md']));
    expect(work.agent('git status --porcelain')).toBe('');
    work.agent('rm -rf ../home ../out; mkdir ../elsewhere; touch ../elsewhere/kept; ln -s elsewhere ../home; ln -s elsewhere ../out; rm -rf ../repo; ln -s elsewhere ../repo');
    writeFileSync(work.path('in.patch'), work.origin.patch(work.baseSha, { '.specify/memory': { mode: '120000', content: '../../elsewhere' } }));
    expect(await work.checkout()).toMatchObject({ code: 0 });
    expect(readdirSync(work.path('elsewhere'))).toEqual(['kept']);
  });

  it('says that the feature cannot be written where the repository has a link', async () => {
    const work = await create({ ...plainFiles, '.specify': { mode: '120000', content: '../home' } });
    expect(await work.checkout({ SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' })).toMatchObject({ code: 5, failure: { code: 'checkout.patch_unfit', message: expect.stringContaining('feature.json') } });
    expect(readdirSync(work.path('home'))).toEqual([]);
  });

  it('converts nothing: line ends, encodings, LFS pointers and filters stay as they are stored', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 10000000000\n';
    const files = { 'a.txt': 'one\r\ntwo\n', 'b.txt': '$Id$\n', 'c.txt': '\u00e4\n', 'big.bin': pointer, '.gitattributes': '*.txt text eol=crlf ident working-tree-encoding=UTF-16\n*.bin filter=lfs diff=lfs merge=lfs -text\n* filter=evil\n' };
    const work = await create(files);
    await work.checkout();
    expect([work.read('repo/a.txt'), work.read('repo/b.txt'), work.read('repo/c.txt'), work.read('repo/big.bin')]).toEqual(['one\r\ntwo\n', '$Id$\n', '\u00e4\n', pointer]);
    expect(work.agent('git status --porcelain')).toBe('');
  });

  it('leaves submodules empty', async () => {
    const work = await create({ ...plainFiles, '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c id\n', x: { mode: '160000', content: '1'.repeat(40) } });
    expect(await work.checkout()).toMatchObject({ code: 0 });
    expect(readdirSync(work.path('repo/x'))).toEqual([]);
  });

  it('keeps the token out of files, arguments and messages', async () => {
    const work = await create();
    const seen: string[] = [];
    work.origin.server.hook = () => void seen.push(...commandLines().filter((line) => line.includes(work.baseSha)));
    await work.checkout();
    expect(seen.join('\n')).toContain('fetch');
    const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
    for (const secret of [token, encoded]) {
      expect(seen.join('\n')).not.toContain(secret);
      expect(grep(work.root, secret)).toEqual([]);
    }
    work.origin.server.hook = () => ({ status: 403 });
    work.agent('rm -rf ../base.git');
    const refused = await work.checkout();
    expect(refused).toMatchObject({ code: 3, failure: { program: 'checkout', code: 'checkout.fetch_failed', message: expect.stringContaining('403') } });
    expect(refused.stderr).not.toMatch(new RegExp(`${token}|${encoded}`));
  });

  it('says what a server answered, and leaves no half of a base', async () => {
    const work = await create();
    expect(await work.checkout({ SPECLINE_CLONE_TOKEN: 'wrong' })).toMatchObject({ code: 3, failure: { code: 'checkout.fetch_failed' } });
    expect(await work.checkout({ SPECLINE_BASE_SHA: '1'.repeat(40) })).toMatchObject({ code: 3, failure: { message: expect.stringContaining('not our ref') } });
    work.origin.server.hook = () => ({ status: 302, location: 'http://127.0.0.1:1/' });
    expect(await work.checkout()).toMatchObject({ code: 3, failure: { message: expect.stringContaining('302') } });
    work.origin.server.hook = () => 'hang';
    expect(await work.checkout({ SPECLINE_TIME_LIMIT_SECONDS: '1' })).toMatchObject({ code: 3 });
    expect([existsSync(work.path('base.git')), existsSync(work.path('base.git.new'))]).toEqual([false, false]);
  });

  it.each([
    ['SPECLINE_CLONE_URL', ''], ['SPECLINE_CLONE_URL', '--upload-pack=touch x'], ['SPECLINE_CLONE_URL', 'ext::sh -c id'], ['SPECLINE_CLONE_URL', 'file:///etc'], ['SPECLINE_CLONE_URL', 'https://u:p@host/a/b'],
    ['SPECLINE_CLONE_URL', 'https://host/a/../b'], ['SPECLINE_BASE_SHA', 'main'], ['SPECLINE_BASE_SHA', '-x'], ['SPECLINE_FEATURE_DIRECTORY', '../x'], ['SPECLINE_FEATURE_DIRECTORY', '/etc'], ['SPECLINE_FEATURE_DIRECTORY', 'specs/.git'],
  ])('is not begun with %s=%s', async (name, value) => {
    const work = await create();
    expect(await work.checkout({ [name]: value })).toMatchObject({ code: 2, failure: { code: 'checkout.usage', message: expect.stringContaining(name) } });
    expect(work.origin.server.requests).toEqual([]);
  });

  it('takes neither configuration nor templates from where it runs', async () => {
    const work = await create();
    const hostile = join(work.root, 'hostile');
    mkdirSync(join(hostile, 'hooks'), { recursive: true });
    writeFileSync(join(hostile, 'hooks/post-checkout'), `#!/bin/sh\ntouch ${hostile}/ran\n`, { mode: 0o755 });
    writeFileSync(join(hostile, '.gitconfig'), `[core]\n\thooksPath = ${hostile}/hooks\n\tfsmonitor = touch ${hostile}/ran\n[init]\n\ttemplateDir = ${hostile}\n`);
    symlinkSync('.gitconfig', join(hostile, 'config'));
    expect(await work.checkout({ HOME: hostile, XDG_CONFIG_HOME: hostile, GIT_CONFIG_GLOBAL: join(hostile, '.gitconfig'), GIT_DIR: hostile, GIT_TEMPLATE_DIR: hostile })).toMatchObject({ code: 0 });
    expect([work.exists('hostile/ran'), work.exists('repo/.git/hooks')]).toEqual([false, false]);
  });
});

/** Every file but git's own by content, mode and kind. */
function fingerprint(folder: string): string {
  return execFileSync('bash', ['-c', 'find . -path ./.git -prune -o -printf "%y %m %p %l\\n" | sort; find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; git status --porcelain'], { cwd: folder, encoding: 'utf8' });
}

function grep(folder: string, text: string): string[] {
  const found = execFileSync('bash', ['-c', 'grep -rlaF -- "$1" . || true', 'bash', text], { cwd: folder, encoding: 'utf8' });
  return found.split('\n').filter(Boolean);
}

function commandLines(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
}
