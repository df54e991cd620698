import { shop, startBench, type Bench } from './emulator.fixture';

describe('git over HTTP', () => {
  let bench: Bench;
  const { stringContaining } = expect;

  beforeAll(async () => {
    bench = await startBench();
    const { control } = bench.emulator;
    await control.createRepository({ repository: shop, files: { 'README.md': 'A shop\n', 'src/a.txt': 'a\n', '.github/workflows/ci.yml': 'on: push\n' }, protectedBranches: ['main'] });
    await control.createRepository({ repository: 'acme/secret', files: { 'README.md': 'Hush\n' }, private: true });
  });
  afterAll(() => bench.close());

  const lsRemote = (remote: string) => bench.git(bench.folder, 'ls-remote', remote);

  test('a repository can be cloned with any user name and the token as password, with and without .git', async () => {
    const url = bench.remote();
    const results = await Promise.all([url, url.replace(/\.git$/, ''), url.replace('x-access-token:', 'whoever:')].map(lsRemote));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(results[0]?.stdout).toContain('refs/heads/main');
  });

  test('a blobless clone gets commits and trees, and fetches one blob when it needs it', async () => {
    const directory = await bench.clone('owner', '--bare', '--filter=blob:none');
    const missing = await bench.git(directory, 'rev-list', '--objects', '--all', '--missing=print');
    expect(missing.stdout.split('\n').filter((line) => line.startsWith('?'))).toHaveLength(3);
    const readme = await bench.git(directory, 'cat-file', 'blob', 'main:README.md');
    expect(readme.stdout).toBe('A shop\n');
  });

  test('any commit that exists can be fetched by its sha', async () => {
    const { sha } = await bench.emulator.control.commit({ repository: shop, branch: 'left-behind', files: { 'x.txt': 'x' } });
    await bench.emulator.control.deleteBranch({ repository: shop, branch: 'left-behind' });
    const directory = await bench.clone();
    // Protocol 2 always allows it; the older ones only where the server says so, as GitHub does.
    expect((await bench.git(directory, '-c', 'protocol.version=0', 'fetch', 'origin', sha)).exitCode).toBe(0);
  });

  test('a public repository is read without a credential, a private one asks for it', async () => {
    const { serverUrl } = bench.emulator;
    expect((await lsRemote(`${serverUrl}/${shop}`)).exitCode).toBe(0);
    const response = await fetch(`${serverUrl}/acme/secret.git/info/refs?service=git-upload-pack`);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="GitHub"']);
  });

  test('what does not exist, or not for this token, is 404', async () => {
    const [unknown, hidden] = await Promise.all([lsRemote(bench.remote('owner', 'acme/nothing')), lsRemote(bench.remote('stranger', 'acme/secret'))]);
    expect(unknown.stderr).toContain('remote: Repository not found.');
    expect(hidden.stderr).toContain('remote: Repository not found.');
  });

  test('a wrong token is refused even where no token is needed', async () => {
    const result = await bench.git(bench.folder, '-c', `http.extraHeader=Authorization: Basic ${btoa('x-access-token:ghp_revoked')}`, 'ls-remote', `${bench.emulator.serverUrl}/${shop}`);
    expect(result.exitCode).toBe(128);
    expect(result.stderr).toContain('Invalid username or token');
  });

  test.each([
    ['reader', 'remote: Write access to repository not granted.'],
    ['unscoped', 'remote: Permission to acme/shop.git denied to acme.'],
    ['stranger', 'remote: Permission to acme/shop.git denied to stranger.'],
  ] as const)('a push with the token "%s" is refused with 403', async (token, words) => {
    const result = await bench.pushBranch(`by-${token}`, { 'new.txt': 'new' }, token);
    expect(result).toMatchObject({ exitCode: 128, stderr: stringContaining('The requested URL returned error: 403') });
    expect(result.stderr).toContain(words);
  });

  test('a push makes the branch and is counted once', async () => {
    const result = await bench.pushBranch('feature/one', { 'one.txt': '1' }, 'writer');
    expect(result.exitCode).toBe(0);
    const { pushes, effects } = await bench.emulator.control.effects();
    expect(pushes[`${shop} refs/heads/feature/one`]).toBe(1);
    expect(effects.find(({ subject }) => subject === 'refs/heads/feature/one')).toMatchObject({ kind: 'ref_created', by: 'git', login: 'acme' });
  });

  test('a push to the protected base branch is refused in GitHub\'s words', async () => {
    const result = await bench.pushBranch('main', { 'README.md': 'Mine now\n' });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('remote: error: GH006: Protected branch update failed for refs/heads/main.');
    expect(result.stderr).toContain('! [remote rejected] HEAD -> main (protected branch hook declined)');
    expect((await bench.emulator.control.effects()).pushes[`${shop} refs/heads/main`]).toBeUndefined();
  });

  test('a workflow file needs the workflow scope, whatever else the token may', async () => {
    const change = { '.github/workflows/ci.yml': 'on: pull_request\n' };
    const refused = await bench.pushBranch('workflow-a', change, 'repo');
    expect(refused.stderr).toContain('! [remote rejected] HEAD -> workflow-a (refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)');
    expect((await bench.pushBranch('workflow-b', change, 'writer')).exitCode).toBe(1);
    expect((await bench.pushBranch('workflow-c', change, 'owner')).exitCode).toBe(0);
    expect(await bench.emulator.control.branches({ repository: shop })).not.toHaveProperty('workflow-a');
  });

  test('a workflow file passes without the scope when another branch has it already', async () => {
    await bench.emulator.control.commit({ repository: shop, branch: 'has-it', files: { '.github/workflows/known.yml': 'on: push\n' } });
    expect((await bench.pushBranch('known', { '.github/workflows/known.yml': 'on: push\n' }, 'repo')).exitCode).toBe(0);
    expect((await bench.pushBranch('unknown', { '.github/workflows/known.yml': 'on: schedule\n' }, 'repo')).exitCode).toBe(1);
  });

  test('a refused ref does not hold back the others of the same push', async () => {
    const directory = await bench.clone('repo');
    await bench.git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Empty');
    const result = await bench.git(directory, 'push', 'origin', 'HEAD:main', 'HEAD:refs/heads/beside');
    expect(result.exitCode).toBe(1);
    expect(await bench.emulator.control.branches({ repository: shop })).toHaveProperty('beside');
  });

  test('refs/pull belongs to GitHub', async () => {
    const directory = await bench.clone();
    const result = await bench.git(directory, 'push', 'origin', 'HEAD:refs/pull/9/head');
    expect(result.stderr).toContain('deny updating a hidden ref');
  });

  test('a lease on a branch that moved is refused, one that holds is kept', async () => {
    await bench.pushBranch('leased', { 'l.txt': '1' });
    const directory = await bench.clone();
    const held = (await bench.git(directory, 'rev-parse', 'origin/leased')).stdout.trim();
    await bench.git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Mine');
    await bench.emulator.control.commit({ repository: shop, branch: 'leased', files: { 'l.txt': '2' } });
    const stale = await bench.git(directory, 'push', `--force-with-lease=refs/heads/leased:${held}`, 'origin', 'HEAD:refs/heads/leased');
    expect(stale.stderr).toContain('stale info');
    const current = (await bench.emulator.control.branches({ repository: shop }))['leased'];
    expect((await bench.git(directory, 'push', `--force-with-lease=refs/heads/leased:${current}`, 'origin', 'HEAD:refs/heads/leased')).exitCode).toBe(0);
  });

  test('a renamed repository is found under its old name', async () => {
    await bench.emulator.control.createRepository({ repository: 'acme/old', files: { a: 'a' } });
    await bench.emulator.control.updateRepository({ repository: 'acme/old', rename: 'acme/new' });
    const result = await lsRemote(bench.remote('owner', 'acme/old'));
    expect(result).toMatchObject({ exitCode: 0, stdout: stringContaining('refs/heads/main') });
    const moved = await fetch(`${bench.emulator.serverUrl}/acme/old/info/refs?service=git-upload-pack`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/acme/new.git/info/refs?service=git-upload-pack']);
  });

  test('the dumb protocol and unknown services are refused', async () => {
    const statuses = await Promise.all(['info/refs', 'info/refs?service=git-evil', 'HEAD', 'objects/info/packs'].map(async (path) => (await fetch(`${bench.emulator.serverUrl}/${shop}.git/${path}`)).status));
    expect(statuses).toEqual([403, 403, 404, 404]);
  });
});
