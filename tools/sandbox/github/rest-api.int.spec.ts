import { createHash } from 'node:crypto';
import { at, shop, startBench, tokens, type Bench, type TokenName } from './emulator.fixture';

describe('the REST interface', () => {
  let bench: Bench;
  let base: string;
  const { any, objectContaining } = expect;

  beforeAll(async () => {
    bench = await startBench();
    const files = { 'README.md': 'A shop\n', 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'big.txt': 'x'.repeat(1024 * 1024 + 1) };
    const created = await bench.emulator.control.createRepository({ repository: shop, files, protectedBranches: ['main'] });
    base = created.sha ?? '';
    await bench.emulator.control.createRepository({ repository: 'acme/secret', files: { a: 'a' }, private: true });
    await bench.emulator.control.createRepository({ repository: 'acme/empty' });
  });
  afterAll(() => bench.close());

  const get = (path: string, token: TokenName | undefined = 'owner', headers: Record<string, string> = {}) =>
    fetch(`${bench.emulator.apiUrl}${path}`, { headers: { 'user-agent': 'spec', ...(token ? { authorization: `Bearer ${tokens[token].value}` } : {}), ...headers } });
  const status = async (path: string, token?: TokenName) => (await get(path, token)).status;

  test('the scopes of a classic token are told, those of a fine-grained one are not', async () => {
    const classic = await bench.octokit('owner').rest.users.getAuthenticated();
    expect(classic).toMatchObject({ data: { login: 'acme' }, headers: { 'x-oauth-scopes': 'repo, workflow' } });
    const fine = await bench.octokit('writer').rest.users.getAuthenticated();
    expect(fine.headers).not.toHaveProperty('x-oauth-scopes');
  });

  test('a revoked or expired token is 401 Bad credentials, and life left is told', async () => {
    const { control } = bench.emulator;
    await control.putToken({ kind: 'classic', value: 'ghp_short_lived', login: 'acme', scopes: ['repo'], expiresAt: '2999-01-02T03:04:05Z' });
    const alive = await get('/user', undefined, { authorization: 'token ghp_short_lived' });
    expect([alive.status, alive.headers.get('github-authentication-token-expiration')]).toEqual([200, '2999-01-02 03:04:05 UTC']);
    await control.putToken({ kind: 'classic', value: 'ghp_short_lived', login: 'acme', scopes: ['repo'], expiresAt: '2020-01-01T00:00:00Z' });
    const expired = await get('/user', undefined, { authorization: 'token ghp_short_lived' });
    expect([expired.status, await expired.json()]).toEqual([401, objectContaining({ message: 'Bad credentials', status: '401' })]);
    await control.removeToken({ value: 'ghp_short_lived' });
    expect((await get('/user', undefined, { authorization: 'token ghp_short_lived' })).status).toBe(401);
  });

  test('every answer carries a request id and the budget, which ends with 403', async () => {
    await bench.emulator.control.putToken({ kind: 'classic', value: 'ghp_busy_one', login: 'busy', scopes: [] });
    await bench.emulator.control.setRateLimit({ token: 'ghp_busy_one', remaining: 1 });
    const authorization = 'Bearer ghp_busy_one';
    const last = await get(`/repos/${shop}`, undefined, { authorization });
    expect([last.status, last.headers.get('x-ratelimit-remaining'), last.headers.get('x-github-request-id')]).toEqual([200, '0', any(String)]);
    const refused = await get(`/repos/${shop}`, undefined, { authorization });
    expect([refused.status, (await refused.json() as { message: string }).message]).toEqual([403, expect.stringContaining('API rate limit exceeded for user ID')]);
    expect((await get('/rate_limit', undefined, { authorization })).status).toBe(200);
  });

  test('a request without User-Agent, to an unknown route, or without a needed credential is refused', async () => {
    expect((await get('/user', 'owner', { 'user-agent': '' })).status).toBe(403);
    expect(await (await get('/nowhere')).json()).toEqual({ message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });
    expect((await get('/user', undefined, { authorization: '' })).status).toBe(401);
  });

  test('a repository tells the account\'s role, its default branch, and nothing to who may not see it', async () => {
    const { data } = await bench.octokit('reader').rest.repos.get(at);
    expect(data).toMatchObject({ full_name: shop, default_branch: 'main', private: false, permissions: { admin: true, push: true } });
    expect((await bench.octokit('stranger').rest.repos.get(at)).data.permissions).toMatchObject({ push: false, pull: true });
    expect(await Promise.all([status('/repos/acme/secret'), status('/repos/acme/secret', 'stranger'), status('/repos/acme/secret', 'unscoped'), status('/repos/acme/secret', 'writer'), status('/repos/acme/nothing')]))
      .toEqual([200, 404, 404, 404, 404]);
  });

  test('a renamed repository answers 301 to its new place, which the client follows', async () => {
    await bench.emulator.control.createRepository({ repository: 'acme/old', files: { 'a.txt': 'a' } });
    await bench.emulator.control.updateRepository({ repository: 'acme/old', rename: 'acme/new' });
    const moved = await fetch(`${bench.emulator.apiUrl}/repos/acme/old/contents/a.txt?ref=main`, { redirect: 'manual', headers: { 'user-agent': 'spec' } });
    expect([moved.status, await moved.json()]).toEqual([301, objectContaining({ message: 'Moved Permanently' })]);
    expect((await bench.octokit().rest.repos.get({ owner: 'acme', repo: 'old' })).data.full_name).toBe('acme/new');
  });

  test('commits are found by branch, tag-like name, full and short sha; otherwise 422, in an empty repository 409', async () => {
    const { rest } = bench.octokit();
    await bench.emulator.control.commit({ repository: shop, branch: 'child', files: { c: 'c' } });
    for (const ref of ['main', 'heads/main', base, base.slice(0, 8)]) expect((await rest.repos.getCommit({ ...at, ref })).data.sha).toBe(base);
    const sha = await rest.repos.getCommit({ ...at, ref: 'main', mediaType: { format: 'sha' } });
    expect(sha.data).toBe(base);
    expect(await (await get(`/repos/${shop}/commits/nope`)).json()).toMatchObject({ message: 'No commit found for SHA: nope', status: '422' });
    expect(await Promise.all(['child~1', 'child^', 'child@{0}', '--all'].map((ref) => status(`/repos/${shop}/commits/${encodeURIComponent(ref)}`)))).toEqual([422, 422, 422, 422]);
    expect(await (await get('/repos/acme/empty/commits/main')).json()).toMatchObject({ message: 'Git Repository is empty.', status: '409' });
  });

  test('branches and refs with slashes are found exactly, and only then', async () => {
    await bench.emulator.control.commit({ repository: shop, branch: 'feature/x', files: { x: 'x' } });
    const { rest } = bench.octokit();
    expect((await rest.repos.getBranch({ ...at, branch: 'feature/x' })).data).toMatchObject({ name: 'feature/x', protected: false });
    expect((await rest.git.getRef({ ...at, ref: 'heads/feature/x' })).data.ref).toBe('refs/heads/feature/x');
    expect(await (await get(`/repos/${shop}/branches/feature`)).json()).toMatchObject({ message: 'Branch not found' });
    expect(await status(`/repos/${shop}/git/ref/heads/feature`)).toBe(404);
  });

  test('contents come as base64, raw, and as a listing; a missing file or ref is 404', async () => {
    const { rest } = bench.octokit();
    const { data } = await rest.repos.getContent({ ...at, path: 'README.md', ref: 'main' });
    expect(data).toMatchObject({ type: 'file', encoding: 'base64', size: 7 });
    expect(Buffer.from((data as { content: string }).content, 'base64').toString()).toBe('A shop\n');
    expect((await rest.repos.getContent({ ...at, path: 'README.md', mediaType: { format: 'raw' } })).data).toBe('A shop\n');
    expect((await rest.repos.getContent({ ...at, path: 'src' })).data).toMatchObject([{ name: 'a.ts', type: 'file', path: 'src/a.ts' }, { name: 'b.ts' }]);
    expect((await rest.repos.getContent({ ...at, path: '' })).data).toHaveLength(3);
    expect(await (await get(`/repos/${shop}/contents/none.md`)).json()).toMatchObject({ message: 'Not Found', status: '404' });
    expect(await (await get(`/repos/${shop}/contents/README.md?ref=nope`)).json()).toMatchObject({ message: 'No commit found for the ref nope' });
    expect(await status(`/repos/${shop}/contents/src%2F..%2FREADME.md`)).toBe(404);
  });

  test('a file of more than 1 MB has no JSON content, only a raw one', async () => {
    const { rest } = bench.octokit();
    expect((await rest.repos.getContent({ ...at, path: 'big.txt' })).data).toMatchObject({ encoding: 'none', content: '', size: 1024 * 1024 + 1 });
    expect((await rest.repos.getContent({ ...at, path: 'big.txt', mediaType: { format: 'raw' } })).data).toHaveLength(1024 * 1024 + 1);
  });

  test('trees are read by branch, commit or tree, whole with recursive, and blobs by sha', async () => {
    const { rest } = bench.octokit();
    const flat = await rest.git.getTree({ ...at, tree_sha: 'main' });
    expect(flat.data.tree.map(({ path, type }) => `${type} ${path}`)).toEqual(['blob README.md', 'blob big.txt', 'tree src']);
    const whole = await rest.git.getTree({ ...at, tree_sha: base, recursive: '1' });
    expect(whole.data).toMatchObject({ truncated: false, sha: flat.data.sha });
    const blob = whole.data.tree.find(({ path }) => path === 'src/a.ts');
    expect(blob?.sha).toBe(createHash('sha1').update('blob 2\0a\n').digest('hex'));
    const { data } = await rest.git.getBlob({ ...at, file_sha: blob?.sha ?? '' });
    expect([data.encoding, Buffer.from(data.content, 'base64').toString()]).toEqual(['base64', 'a\n']);
    expect(await status(`/repos/${shop}/git/trees/${'0'.repeat(40)}`)).toBe(404);
  });

  test('what has not changed answers 304 to its ETag', async () => {
    const first = await get(`/repos/${shop}/contents/README.md`);
    const again = await get(`/repos/${shop}/contents/README.md`, 'owner', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([first.status, again.status]).toEqual([200, 304]);
  });

  test('lists come in pages with a Link header', async () => {
    await bench.emulator.control.createRepository({ repository: 'acme/many', files: { a: 'a' } });
    for (const name of ['p1', 'p2', 'p3', 'p4']) await bench.emulator.control.moveBranch({ repository: 'acme/many', branch: name, to: 'main' });
    const pages = await bench.octokit().paginate('GET /repos/{owner}/{repo}/branches', { owner: 'acme', repo: 'many', per_page: 2 });
    expect(pages.map(({ name }) => name)).toEqual(['main', 'p1', 'p2', 'p3', 'p4']);
    const second = await get('/repos/acme/many/branches?per_page=2&page=2');
    expect(second.headers.get('link')).toMatch(/page=1>; rel="prev", .*page=3>; rel="next", .*page=3>; rel="last", .*page=1>; rel="first"/);
  });
});
