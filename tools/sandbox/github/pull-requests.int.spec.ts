import { at, shop, startBench, type Bench, type TokenName } from './emulator.fixture';

describe('pull requests', () => {
  let bench: Bench;
  let lastBranch = 0;
  const { objectContaining, any } = expect;

  beforeAll(async () => {
    bench = await startBench();
    await bench.emulator.control.createRepository({ repository: shop, files: { 'README.md': 'A shop\n' }, protectedBranches: ['main'] });
  });
  afterAll(() => bench.close());

  const pulls = (token: TokenName = 'writer') => bench.octokit(token).rest.pulls;
  const control = () => bench.emulator.control;
  async function newBranch(): Promise<string> {
    lastBranch += 1;
    const branch = `work/${lastBranch}`;
    await control().commit({ repository: shop, branch, files: { [`file-${lastBranch}.txt`]: 'text\n' } });
    return branch;
  }
  async function open(branch?: string): Promise<{ number: number; branch: string }> {
    const head = branch ?? await newBranch();
    const { data } = await pulls().create({ ...at, title: `Bring ${head}`, head, base: 'main', body: 'Because' });
    return { number: data.number, branch: head };
  }
  const refusal = (promise: Promise<unknown>) => promise.then(
    () => 'accepted',
    (error: { status: number; response: { data: { message: string; errors?: object[] } } }) => ({ status: error.status, message: error.response.data.message, errors: error.response.data.errors }),
  );

  test('one is opened, found by its head, edited and closed', async () => {
    const head = await newBranch();
    const { status, data } = await pulls().create({ ...at, title: 'A cart', head, base: 'main', body: 'Body' });
    expect(status).toBe(201);
    expect(data).toMatchObject({ state: 'open', head: { ref: head, label: `acme:${head}` }, base: { ref: 'main' }, mergeable: true, commits: 1, changed_files: 1, html_url: `${bench.emulator.serverUrl}/${shop}/pull/${data.number}` });
    expect((await pulls('reader').list({ ...at, head: `acme:${head}`, base: 'main', state: 'all' })).data).toMatchObject([{ number: data.number }]);
    await pulls().update({ ...at, pull_number: data.number, title: 'The cart', body: 'New' });
    await pulls().update({ ...at, pull_number: data.number, state: 'closed' });
    expect((await pulls().get({ ...at, pull_number: data.number })).data).toMatchObject({ title: 'The cart', body: 'New', state: 'closed', merged: false, closed_at: any(String) });
    expect((await pulls().list({ ...at, head: `acme:${head}` })).data).toEqual([]);
  });

  test('a second open one for the same branch is 422, also when both are asked for at once', async () => {
    const head = await newBranch();
    const request = { ...at, title: 'Twice', head, base: 'main' };
    const results = await Promise.all([refusal(pulls().create(request)), refusal(pulls().create(request)), refusal(pulls().create({ ...request, head: `ACME:${head}` }))]);
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    expect(results).toContainEqual({ status: 422, message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message: `A pull request already exists for acme:${head}.` }] });
    expect((await control().pullRequests({ repository: shop })).filter((pull) => pull.head.branch === head)).toHaveLength(1);
  });

  test('after a close or a merge the same branch may have another', async () => {
    const { number, branch } = await open();
    await control().closePullRequest({ repository: shop, number });
    const second = await open(branch);
    expect(second.number).toBeGreaterThan(number);
    await expect(control().reopenPullRequest({ repository: shop, number })).rejects.toThrow('There is already an open pull request');
    await control().mergePullRequest({ repository: shop, number: second.number });
    await control().commit({ repository: shop, branch, files: { 'after-merge.txt': 'more' } });
    expect((await open(branch)).number).toBeGreaterThan(second.number);
  });

  test.each([
    ['an unknown head', { head: 'nowhere' }, { field: 'head', code: 'invalid' }],
    ['an unknown base', { base: 'nowhere' }, { field: 'base', code: 'invalid' }],
    ['a head of another account', { head: 'stranger:main' }, { field: 'head', code: 'invalid' }],
    ['no commits', { head: 'main' }, { code: 'custom', message: 'No commits between main and main' }],
    ['no title', { title: undefined }, { field: 'title', code: 'missing_field' }],
    ['a title that is too long', { title: 'x'.repeat(257) }, { field: 'title', code: 'custom', message: 'title is too long (maximum is 256 characters)' }],
    ['a body that is too long', { body: 'x'.repeat(65_537) }, { field: 'body', code: 'custom', message: 'body is too long (maximum is 65536 characters)' }],
  ])('%s is 422', async (_, change, problem) => {
    const request = { ...at, title: 'T', head: await newBranch(), base: 'main', ...change } as Parameters<ReturnType<typeof pulls>['create']>[0];
    expect(await refusal(bench.octokit('writer').request('POST /repos/{owner}/{repo}/pulls', request))).toEqual({ status: 422, message: 'Validation Failed', errors: [objectContaining({ resource: 'PullRequest', ...problem })] });
  });

  test('who may not write pull requests is told so before anything is looked at', async () => {
    const request = { ...at, title: 'T', head: 'nowhere', base: 'main' };
    expect(await refusal(pulls('reader').create(request))).toMatchObject({ status: 403, message: 'Resource not accessible by personal access token' });
    expect(await refusal(pulls('unscoped').create(request))).toMatchObject({ status: 404 });
    expect(await refusal(pulls('stranger').create(request))).toMatchObject({ status: 403 });
    expect(await refusal(pulls('writer').create(request))).toMatchObject({ status: 422 });
  });

  test('the head of an open one follows its branch, that of a closed one stays', async () => {
    const { number, branch } = await open();
    const pushed = await bench.clone();
    await bench.git(pushed, 'checkout', '--quiet', branch);
    await bench.git(pushed, 'commit', '--quiet', '--allow-empty', '-m', 'More');
    await bench.git(pushed, 'push', 'origin', branch);
    const sha = (await bench.git(pushed, 'rev-parse', 'HEAD')).stdout.trim();
    expect((await pulls().get({ ...at, pull_number: number })).data).toMatchObject({ head: { sha }, commits: 2 });
    await control().closePullRequest({ repository: shop, number });
    await control().commit({ repository: shop, branch, files: { late: 'late' } });
    expect((await pulls().get({ ...at, pull_number: number })).data.head.sha).toBe(sha);
  });

  test('a deleted branch closes its pull request', async () => {
    const { number, branch } = await open();
    await control().deleteBranch({ repository: shop, branch });
    expect((await pulls().get({ ...at, pull_number: number })).data).toMatchObject({ state: 'closed', merged: false });
    expect(await refusal(pulls().update({ ...at, pull_number: number, state: 'open' }))).toMatchObject({ status: 422 });
  });

  test('a merge brings both sides together on the base branch', async () => {
    const { number, branch } = await open();
    await control().commit({ repository: shop, branch: 'main', files: { 'README.md': 'A better shop\n' } });
    const { data } = await pulls('owner').merge({ ...at, pull_number: number });
    expect(data).toMatchObject({ merged: true, sha: (await control().branches({ repository: shop }))['main'] });
    const file = `file-${branch.split('/')[1]}.txt`;
    expect([await control().readFile({ repository: shop, path: file }), await control().readFile({ repository: shop, path: 'README.md' })]).toEqual([{ text: 'text\n' }, { text: 'A better shop\n' }]);
    expect((await pulls().get({ ...at, pull_number: number })).data).toMatchObject({ state: 'closed', merged: true, merged_at: any(String), merge_commit_sha: data.sha });
  });

  test('two changes of one file that do not touch each other merge, two of the same line do not', async () => {
    const lines = (change: Record<number, string>) => Array.from({ length: 20 }, (_, index) => `${change[index] ?? `line ${index}`}\n`).join('');
    await control().commit({ repository: shop, branch: 'main', files: { 'lines.txt': lines({}) } });
    for (const [branch, change] of [['top', { 1: 'top' }], ['clash', { 18: 'clash' }]] as const) {
      await control().commit({ repository: shop, branch, files: { 'lines.txt': lines(change) } });
      await open(branch);
    }
    await control().commit({ repository: shop, branch: 'main', files: { 'lines.txt': lines({ 18: 'base' }) } });
    const [top, clash] = (await control().pullRequests({ repository: shop })).slice(-2);
    expect((await pulls().get({ ...at, pull_number: clash?.number ?? 0 })).data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    await expect(control().mergePullRequest({ repository: shop, number: clash?.number ?? 0 })).rejects.toThrow('Merge conflict');
    await control().mergePullRequest({ repository: shop, number: top?.number ?? 0 });
    expect((await control().readFile({ repository: shop, path: 'lines.txt' })).text).toBe(lines({ 1: 'top', 18: 'base' }));
  });

  test('a head filter without an owner is ignored', async () => {
    const { branch } = await open();
    const found = async (head: string) => (await pulls().list({ ...at, head })).data.length;
    expect(await found(`acme:${branch}`)).toBe(1);
    expect(await found(branch)).toBe((await control().pullRequests({ repository: shop, state: 'open' })).length);
  });

  test('two merged at the same time both arrive', async () => {
    const numbers = [(await open()).number, (await open()).number];
    await Promise.all(numbers.map((number) => control().mergePullRequest({ repository: shop, number })));
    expect((await control().pullRequests({ repository: shop })).filter(({ number, merged }) => numbers.includes(number) && merged)).toHaveLength(2);
  });

  test('the files of a pull request are listed with what happened to them', async () => {
    const { number, branch } = await open();
    await control().commit({ repository: shop, branch, files: { 'README.md': 'One\nTwo\n' } });
    expect((await pulls().listFiles({ ...at, pull_number: number })).data).toEqual([
      objectContaining({ filename: 'README.md', status: 'modified', additions: 2, deletions: 1 }),
      objectContaining({ filename: `file-${branch.split('/')[1]}.txt`, status: 'added', additions: 1, deletions: 0 }),
    ]);
  });

  test('labels are put on it, made when the repository has none of that name, and never doubled', async () => {
    const { number } = await open();
    const { issues } = bench.octokit('writer').rest;
    await issues.createLabel({ ...at, name: 'specline', color: '0e8a16' });
    await issues.addLabels({ ...at, issue_number: number, labels: ['Specline', 'phase'] });
    await issues.addLabels({ ...at, issue_number: number, labels: ['phase'] });
    expect((await pulls().get({ ...at, pull_number: number })).data.labels.map(({ name }) => name)).toEqual(['specline', 'phase']);
    expect(await refusal(issues.createLabel({ ...at, name: 'PHASE', color: 'ffffff' }))).toMatchObject({ status: 422, errors: [{ resource: 'Label', field: 'name', code: 'already_exists' }] });
    expect(await refusal(bench.octokit('reader').rest.issues.addLabels({ ...at, issue_number: number, labels: ['x'] }))).toMatchObject({ status: 403 });
  });

  test('its page shows it with every character escaped, and merges only for its own button', async () => {
    const head = await newBranch();
    const { data } = await pulls().create({ ...at, title: '<script>alert(1)</script>', head, base: 'main' });
    const html = await (await fetch(data.html_url)).text();
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>');
    expect((await fetch(`${data.html_url}/merge`, { method: 'POST', headers: { origin: 'http://evil.example' } })).status).toBe(403);
    const merged = await fetch(`${data.html_url}/merge`, { method: 'POST', headers: { origin: bench.emulator.serverUrl }, redirect: 'manual' });
    expect(merged.status).toBe(303);
    expect((await pulls().get({ ...at, pull_number: data.number })).data.merged).toBe(true);
  });
});
