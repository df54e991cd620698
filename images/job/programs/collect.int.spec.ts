import { existsSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { inspectPatch } from '#domain';
import { plainFiles, Workspace } from './workspace.fixture';

interface Collected { baseSha: string; tree: string; patchBytes: number; files: number; ignored: { count: number; paths: string[] }; repaired: { permissions: number; nestedRepositories: number; specialFiles: number } }

describe('collect', () => {
  const workspaces = new Map<object, Workspace>();
  let workspace: Workspace;
  /** Checked out once for each base. */
  const create = async (files = plainFiles): Promise<void> => {
    const known = workspaces.get(files);
    workspace = known ?? await Workspace.create(files);
    if (known) return known.restore();
    workspaces.set(files, workspace);
    expect(await workspace.checkout({ SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' })).toMatchObject({ code: 0 });
    workspace.keep();
  };
  const collected = async (environment = {}) => {
    expect(await workspace.run('collect', environment)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const said = workspace.json<Collected>('out/collect.json');
    const { tree, paths } = workspace.applied();
    expect(said).toMatchObject({ tree, baseSha: workspace.baseSha, files: paths.length, patchBytes: lstatSync(workspace.path('out/result.patch')).size });
    return { ...said, paths };
  };
  afterAll(async () => {
    for (const one of workspaces.values()) await one.close();
  });

  it('writes an empty patch when nothing was done, although Spec Kit was laid over', async () => {
    await create();
    expect(await workspace.run('collect')).toMatchObject({ code: 0 });
    expect([workspace.read('out/result.patch'), workspace.json<Collected>('out/collect.json').files]).toEqual(['', 0]);
    expect(workspace.exists('.collect')).toBe(false);
  });

  it('writes new, changed, removed, moved, binary and executable files and links, and no laid-over file however it was changed', async () => {
    await create({ ...plainFiles, 'old.txt': 'a\nb\nc\n', 'run.sh': '#!/bin/sh\n' });
    workspace.agent(`mkdir -p specs/001-cart 'with space'; echo Spec > specs/001-cart/spec.md; echo more >> README.md; rm src/shop.mjs; mv old.txt 'with space/moved.txt'
      printf '\\0\\1\\377' > logo.png; chmod +x run.sh; ln -s README.md link; echo log > x.log; mkdir node_modules; echo x > node_modules/y
      echo changed > .specify/memory/constitution.md; rm .agents/skills/speckit-plan/SKILL.md; echo '{"feature_directory":"elsewhere"}' > .specify/feature.json; echo own > .specify/templates/own.md`);
    const { paths, ignored, repaired } = await collected();
    expect(paths).toEqual(['.specify/templates/own.md', 'README.md', 'link', 'logo.png', 'old.txt', 'run.sh', 'specs/001-cart/spec.md', 'src/shop.mjs', 'with space/moved.txt']);
    expect(ignored).toEqual({ count: 2, paths: ['node_modules/', 'x.log'] });
    expect(repaired).toEqual({ permissions: 0, nestedRepositories: 0, specialFiles: 0 });
    const patch = workspace.read('out/result.patch');
    expect(patch).toMatch(/GIT binary patch/);
    expect(patch).toMatch(/^index [0-9a-f]{40}\.\.[0-9a-f]{40} 100644$/m);
    expect(patch).toMatch(/^old mode 100644\nnew mode 100755$/m);
    expect(inspectPatch(patch)).toEqual([]);
  });

  it('takes the feature file in when the base has it', async () => {
    await create({ ...plainFiles, '.specify/feature.json': '{}\n' });
    expect((await collected()).paths).toEqual(['.specify/feature.json']);
  });

  it('is cumulative: a fresh workspace with the patch collects the same patch', async () => {
    await create();
    workspace.agent('mkdir -p specs/001-cart; echo Spec > specs/001-cart/spec.md; printf "\\0" > b.png');
    await workspace.run('collect');
    const patch = workspace.read('out/result.patch');
    writeFileSync(workspace.path('in.patch'), patch);
    workspace.agent('rm -rf ../base.git');
    await workspace.checkout();
    await collected();
    expect(workspace.read('out/result.patch')).toBe(patch);
  });

  it('sees no change in files that the attributes would convert', async () => {
    await create({ 'crlf.txt': 'one\r\ntwo\r\n', 'mixed.txt': 'one\r\ntwo\n', 'id.txt': '$Id$\n', '.gitattributes': '* text eol=lf ident\n' });
    expect((await collected()).paths).toEqual([]);
    workspace.agent("echo 'three' >> mixed.txt; echo '* -diff filter=evil working-tree-encoding=UTF-32' > .gitattributes");
    expect((await collected()).paths).toEqual(['.gitattributes', 'mixed.txt']);
    expect(workspace.read('out/result.patch')).toContain('+three');
  });

  describe('with limits', () => {
    it('ends with 4 and the size when the patch is too large, and leaves no patch', async () => {
      await create();
      workspace.agent('seq 1000 > a.txt');
      await collected();
      const ended = await workspace.run('collect', { SPECLINE_PATCH_LIMIT_BYTES: '1000' });
      expect(ended).toMatchObject({ code: 4, failure: { code: 'collect.too_large', message: expect.stringMatching(/the patch has \d{4} bytes, and 1000 are allowed/) } });
      expect(readdirSync(workspace.path('out'))).toEqual(['checkout.json']);
    });

    it('reads no file that is too large, new or grown', async () => {
      await create();
      workspace.agent('truncate -s 1T new.bin');
      expect(await workspace.run('collect')).toMatchObject({ code: 4, failure: { message: expect.stringMatching(/hold 10995\d{8} bytes/) } });
      workspace.agent('rm new.bin; truncate -s 1T README.md');
      expect(await workspace.run('collect')).toMatchObject({ code: 4, failure: { code: 'collect.too_large' } });
    });

    it('counts names, so that a million empty files are too many', async () => {
      await create();
      workspace.agent('mkdir many; cd many; seq -f "%0100g" 2000 | xargs touch');
      expect(await workspace.run('collect', { SPECLINE_CONTENT_LIMIT_BYTES: '200000' })).toMatchObject({ code: 4, failure: { message: expect.stringMatching(/hold 4\d{5} bytes/) } });
    });
  });

  describe('after a hostile agent', () => {
    const canary = () => workspace.exists('ran');
    const script = () => `${workspace.root}/evil`;
    const arm = () => workspace.write('evil', `#!/bin/sh\ntouch ${workspace.root}/ran\ncat\n`, 0o755);

    it('runs nothing: hooks, fsmonitor, filters, textconv, diff drivers and pagers of either repository', async () => {
      await create();
      arm();
      for (const directory of ['.git', '../base.git']) {
        workspace.agent(`cat >> ${directory}/config <<END
[core]
\tfsmonitor = ${script()}
\thooksPath = ${workspace.root}/hooks
\tpager = ${script()}
\tsshCommand = ${script()}
\tworktree = /
\tbare = false
\talternateRefsCommand = ${script()}
[filter "evil"]
\tclean = ${script()}
\tsmudge = ${script()}
\tprocess = ${script()}
\trequired = true
[diff]
\texternal = ${script()}
[diff "evil"]
\ttextconv = ${script()}
\tcommand = ${script()}
[extensions]
\tworktreeConfig = true
[include]
\tpath = ${workspace.root}/more
END
        mkdir -p ../hooks ${directory}/hooks; for hook in pre-commit post-index-change post-checkout reference-transaction fsmonitor-watchman; do cp ../evil ../hooks/$hook; cp ../evil ${directory}/hooks/$hook; done
        echo '* filter=evil diff=evil' > ${directory}/info/attributes`);
      }
      workspace.agent("echo '* filter=evil diff=evil' > .gitattributes; cp ../base.git/config ../home/.gitconfig; echo changed >> README.md");
      expect((await collected({ HOME: workspace.path('home'), GIT_EXTERNAL_DIFF: script(), GIT_PAGER: script() })).paths).toEqual(['.gitattributes', 'README.md']);
      expect(canary()).toBe(false);
      // The trap is real: git itself, in the agent's repository, steps into it.
      workspace.agent('git status > /dev/null 2>&1 || true');
      expect(canary()).toBe(true);
    });

    it.each([
      ['removed', 'rm -rf .git'], ['made a file', 'rm -rf .git; echo "gitdir: /" > .git'], ['made a link', 'rm -rf .git; ln -s / .git'], ['damaged', 'rm -rf .git/objects .git/HEAD; echo x > .git/index'],
      ['given commits', 'git add -A; git commit -qm x; git commit -q --allow-empty -m y'], ['moved elsewhere', 'git checkout -q --orphan other; git rm -rqf --cached .; git commit -q --allow-empty -m z'],
      ['told to ignore and to assume', 'echo "*" > .git/info/exclude; git update-index --assume-unchanged README.md'],
    ])('does not care that the repository was %s', async (_case, damage) => {
      await create();
      workspace.agent(`echo changed >> README.md; echo new > new.md; ${damage}`);
      expect((await collected()).paths).toEqual(['README.md', 'new.md']);
    });

    it('says what a .gitignore of the agent hides; files of the base cannot be hidden', async () => {
      await create();
      workspace.agent("mkdir specs; echo x > specs/spec.md; echo changed >> README.md; echo '*' > .gitignore; mkdir -p ../home/.config/git; echo '*' > ../home/.config/git/ignore");
      expect(await collected()).toMatchObject({ paths: ['.gitignore', 'README.md'], ignored: { paths: expect.arrayContaining(['specs/']) } });
      workspace.agent("printf '!*\\n!/.specify/**\\n!/.agents/**\\n' > .gitignore");
      expect((await collected()).paths).toEqual(['.gitignore', 'README.md', 'specs/spec.md']);
    });

    it('takes links as links, and follows none', async () => {
      await create();
      workspace.agent('ln -s /etc/passwd passwd; ln -s /etc etc; rm -r src; ln -s /etc src; ln -s loop loop; rm README.md; ln -s ../../../etc/shadow README.md; ln -s / .gitignored');
      expect((await collected()).paths).toEqual(['.gitignored', 'README.md', 'etc', 'loop', 'passwd', 'src', 'src/shop.mjs']);
      expect(workspace.read('out/result.patch')).not.toContain('root:');
      expect(workspace.read('out/result.patch')).toMatch(/^diff --git a\/passwd b\/passwd\nnew file mode 120000$/m);
    });

    it('makes files of repositories within the repository', async () => {
      await create();
      workspace.agent('git init -q app; echo code > app/main.js; git init -q made; echo x > made/x; cd made; git add .; git -c user.name=a -c user.email=a commit -qm x; cd ..; mkdir -p worktree deep/er; echo "gitdir: ../.git" > worktree/.git; echo y > worktree/y; ln -s / deep/er/.git; echo z > deep/er/z; chmod -R 000 app/.git/hooks');
      const { paths, repaired } = await collected();
      expect(paths).toEqual(['app/main.js', 'deep/er/z', 'made/x', 'worktree/y']);
      expect(repaired.nestedRepositories).toBe(4);
      expect(existsSync('/bin')).toBe(true);
    });

    it('shows what was put into the folder of a submodule', async () => {
      await create({ ...plainFiles, '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://example.com/x\n', x: { mode: '160000', content: '1'.repeat(40) }, y: { mode: '160000', content: '2'.repeat(40) } });
      expect((await collected()).paths).toEqual([]);
      workspace.agent('echo hidden > x/file; cd y; git init -q; echo hidden > file; git add .; git -c user.name=a -c user.email=a commit -qm x');
      expect((await collected()).paths).toEqual(['x', 'x/file', 'y', 'y/file']);
      expect(workspace.read('out/result.patch')).toMatch(/^diff --git a\/x b\/x\ndeleted file mode 160000$/m);
    });

    it('opens what was closed and takes away what is no file', async () => {
      await create();
      workspace.agent('mkdir -p secret/deeper; echo x > secret/deeper/x; echo y > y; mkfifo pipe src/pipe; rm README.md; mkfifo README.md; chmod 000 y secret/deeper secret src; chmod 000 ../out');
      expect(await collected()).toMatchObject({ paths: ['README.md', 'secret/deeper/x', 'y'], repaired: { specialFiles: 3, permissions: 4 } });
    });

    it.each([
      ['.gitmodules as a link', 'ln -s / .gitmodules'], ['.GIT/config', 'mkdir .GIT; echo x > .GIT/config'], ['GIT~1/config', 'mkdir GIT~1; echo x > GIT~1/config'], ['a zero-width .git', 'd=$(printf ".g\\342\\200\\214it"); mkdir "$d"; echo x > "$d/config"'],
      ['a path without end', 'for i in $(seq 30); do d=$(printf "%0200d" $i); mkdir $d; cd $d; done; echo x > x'],
    ])('ends with 5 and the reason, not with part of the tree: %s', async (_case, damage) => {
      await create();
      workspace.agent(`${damage}; true`);
      expect(await workspace.run('collect')).toMatchObject({ code: 5, failure: { code: 'collect.tree_unreadable', message: expect.stringMatching(/\w/) } });
      expect(workspace.exists('out/result.patch')).toBe(false);
    });

    it('keeps names that are no text, and names with line ends', async () => {
      await create();
      workspace.agent("printf x > $'\\377\\376'; printf x > $'a\\nb'; printf x > -rf; mkdir $'\\377d'; mkfifo $'\\377d/p'; git init -q $'\\377d/sub'; echo x > $'\\377d/sub/x'");
      expect((await collected()).paths).toEqual(['-rf', '"a\\nb"', '"\\377d/sub/x"', '"\\377\\376"']);
    });

    const rewritten = 'cd ../base.git; mv objects/pack/*.pack p; rm -f objects/pack/*; git unpack-objects -q < p; cd ../repo';
    it.each([
      ['a content was exchanged', `${rewritten}; blob=$(git rev-parse HEAD:README.md); f=../base.git/objects/\${blob:0:2}/\${blob:2}; other=$(echo forged | git hash-object -w --stdin); rm -f $f; cp .git/objects/\${other:0:2}/\${other:2} $f`],
      ['a tree was exchanged', `${rewritten}; tree=$(git rev-parse HEAD^{tree}); f=../base.git/objects/\${tree:0:2}/\${tree:2}; other=$(git mktree < /dev/null); rm -f $f; cp .git/objects/\${other:0:2}/\${other:2} $f`],
      ['a pack was damaged', 'chmod -R u+w ../base.git; printf x | dd of=$(ls ../base.git/objects/pack/*.pack) bs=1 seek=100 conv=notrunc 2>/dev/null'],
      ['it was emptied', 'rm -rf ../base.git/objects'], ['it was removed', 'rm -rf ../base.git'], ['it was made a link', 'rm -rf ../base.git; ln -s repo/.git ../base.git'],
    ])('ends with 5 when the base is not what its sha says: %s', async (_case, damage) => {
      await create();
      workspace.agent(`echo changed >> README.md; ${damage}`);
      expect(await workspace.run('collect')).toMatchObject({ code: 5, failure: { program: 'collect', code: 'collect.base_damaged' } });
      expect(workspace.exists('out/result.patch')).toBe(false);
    });

    it('is not misled by replaced objects, grafts, alternates and other refs of the base', async () => {
      await create();
      workspace.agent('other=$(git commit-tree -m x $(git mktree < /dev/null)); cd ../base.git; git --git-dir=. fetch -q ../repo/.git $other 2>/dev/null || true; git update-ref refs/replace/$(git rev-parse base) $other || true; git update-ref -d refs/heads/base; mkdir -p info objects/info; echo x > info/grafts; echo /proc > objects/info/alternates; rm -f HEAD shallow; cd ../repo; echo changed >> README.md');
      expect((await collected()).paths).toEqual(['README.md']);
    });

    it.each([
      ['the repository', 'mv ../repo ../away; ln -s away ../repo', 5], ['the folder for results', 'rm -rf ../out; mkdir ../trap; ln -s trap ../out', 0], ['the results', 'mkdir -p ../out/result.patch/x ../trap; ln -s ../trap ../out/collect.json', 0],
      ['the scratch folder', 'mkdir ../trap; ln -s trap ../.collect', 0], ['part of the scratch folder', 'mkdir -p ../.collect/git/hooks ../.collect/result.patch; chmod 000 ../.collect/git', 0], ['the workspace', 'chmod 000 ..', 0],
    ])('writes through no link that took the place of %s', async (_case, damage, code) => {
      await create();
      workspace.agent(`echo changed >> README.md; ${damage}`);
      expect(await workspace.run('collect')).toMatchObject({ code });
      if (workspace.exists('trap')) expect(readdirSync(workspace.path('trap'))).toEqual([]);
      if (code === 0) expect(workspace.applied().paths).toEqual(['README.md']);
    });
  });

  it('is called with a sha and with limits that are numbers', async () => {
    await create();
    expect(await workspace.run('collect', { SPECLINE_BASE_SHA: 'HEAD' })).toMatchObject({ code: 2, failure: { code: 'collect.usage' } });
    expect(await workspace.run('collect', { SPECLINE_PATCH_LIMIT_BYTES: '-1' })).toMatchObject({ code: 2 });
  });
});
