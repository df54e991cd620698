import { PublishBench, added, branch, tasksFile, writer } from './published-repository.fixture';

const createPull = { method: 'POST', path: '/pulls$' };
/** The proof of rights asks first, with the same request. */
const afterTheProof = { match: createPull, skip: 1 };
const deleteCommand = `git push origin --delete ${branch}`;

describe('publish', () => {
  let bench: PublishBench;
  let repository: string;
  beforeAll(async () => { bench = await PublishBench.start(); });
  beforeEach(async () => { repository = await bench.newRepository(); });
  afterAll(() => bench?.close());
  const control = () => bench.github.control;
  const publish = async (patch?: string) => (await bench.applied(patch)).run(bench.stage());
  const failure = async (...parts: Parameters<PublishBench['stage']>) => (await bench.applied()).failure(bench.stage(...parts));

  describe('brings an applied patch to its pull request', () => {
    it('on a branch that holds exactly the patch, with labels, links and a marker', async () => {
      const one = await bench.applied();
      const output = await one.run(bench.stage());
      expect(output).toMatchObject({ branchName: branch, commitSha: await bench.head(), prNumber: 1, created: true });
      expect((await control().readFile({ repository, path: 'src/cart.ts', ref: branch })).text).toBe('export class Cart {}\n');
      expect((await control().readFile({ repository, path: 'README.md', ref: branch })).text).toBe('# Shop\n');
      const [pull] = await bench.pulls();
      expect(pull).toMatchObject({ state: 'open', title: '003-cart: Phase 2: Cart', base: { branch: 'main' }, head: { branch } });
      expect(JSON.stringify(pull?.labels)).toContain('specline');
      for (const text of ['T010', 'src/cart.ts', 'https://chatgpt.com/codex/tasks/task_e_1', `https://specline.example/runs/${one.context.runId}`, `[specline:${one.context.runId}/1]`]) expect(pull?.body).toContain(text);
      expect(await one.read('gh_push_log')).toContain(`refs/heads/${branch}`);
      expect(JSON.parse(await one.read('gh_pr_response'))).toMatchObject({ number: 1, created: true });
      expect(one.context.remarks.credentialAudit).toMatchObject({ githubStatus: 'valid', codexStatus: 'skipped', notes: [expect.stringMatching(/may open pull requests.*whether it may push there, only the push shows/)] });
      expect(bench.stages.everythingKept() + JSON.stringify(one.answers())).not.toContain(writer);
    });

    it('of a specification as a draft, on its own branch and in its own words', async () => {
      const one = await bench.specified();
      const output = await one.run(bench.stage());
      expect(output).toMatchObject({ branchName: 'specline/004-wish-list/spec', created: true });
      const [pull] = await bench.pulls();
      expect(pull).toMatchObject({ draft: true, state: 'open', title: '004-wish-list: specification, plan and tasks', head: { branch: output.branchName } });
      for (const text of ['`specs/004-wish-list/spec.md` (A)', 'codex-exec 1', `[specline:${one.context.runId}/1]`]) expect(pull?.body).toContain(text);
      expect(await (await bench.specified()).run(bench.stage())).toEqual({ ...output, created: false });
    });

    it('of a specification as an ordinary one, and says so, where the repository has no drafts', async () => {
      await control().addFault({ ...afterTheProof, status: 422, body: { message: 'Validation Failed', errors: ['Draft pull requests are not supported in this repository.'] } });
      const one = await bench.specified();
      await one.run(bench.stage());
      expect(await bench.pulls()).toMatchObject([{ draft: false, state: 'open' }]);
      expect(one.context.remarks.message).toContain('as no draft');
    });

    it('which is counted among the open ones until it is merged or closed, as those of people are not', async () => {
      const { prNumber } = await publish();
      await control().commit({ repository, branch: 'feature/other', files: { 'other.md': 'x' } });
      await bench.byPerson('POST', '/pulls', { head: 'feature/other', base: 'main', title: 'Other' });
      expect(await bench.pulls()).toHaveLength(2);
      expect(await bench.pullRequests().openOnes(repository.toUpperCase())).toEqual([{ number: prNumber, createdAt: expect.stringMatching(/T.*Z$/) }]);
      await bench.byPerson('PATCH', `/pulls/${prNumber}`, { state: 'closed' });
      expect(await bench.pullRequests().openOnes(repository)).toEqual([]);
    });

    it('with a classic token, whose scopes prove the push beforehand', async () => {
      await control().putToken({ kind: 'classic', value: 'ghp_with_scope', login: 'acme', scopes: ['repo'] });
      const one = await bench.applied();
      await one.run(bench.stage({ token: 'ghp_with_scope' }));
      expect(one.context.remarks.credentialAudit?.notes).toEqual([`may push to ${repository} and open pull requests there, by the scopes of the token`]);
    });

    it('and repeated takes the same commit and the same pull request', async () => {
      const first = await publish();
      const pushes = await bench.pushes();
      const second = await publish();
      expect(second).toEqual({ ...first, created: false });
      expect(await bench.pulls()).toHaveLength(1);
      expect(await bench.pushes()).toBe(pushes);
    });

    it('and with another patch moves its own branch on and brings the text up to date', async () => {
      const first = await publish();
      const second = await publish(added('src/basket.ts', 'export class Basket {}'));
      expect(second).toMatchObject({ prNumber: first.prNumber, created: false, commitSha: await bench.head() });
      expect(second.commitSha).not.toBe(first.commitSha);
      const [pull, ...others] = await bench.pulls();
      expect(others).toEqual([]);
      expect(pull?.body).toContain('src/basket.ts');
      expect(pull?.body).not.toContain('src/cart.ts');
    });

    it('when the base branch has moved on since discovery, and its objects are in no mirror', async () => {
      const one = await bench.applied();
      await control().commit({ repository, files: { 'README.md': '# Another shop\n' } });
      const { commitSha } = await one.run(bench.stage());
      expect(await bench.head()).toBe(commitSha);
    });

    it('and goes on after a worker that died between push and pull request', async () => {
      await control().addFault({ ...afterTheProof, times: 3, status: 500 });
      await failure();
      await control().clearFaults();
      const head = await bench.head();
      await expect(publish()).resolves.toMatchObject({ commitSha: head, created: true });
    });
  });

  describe('respects what people did', () => {
    const published = async (patch = added('src/basket.ts', 'export class Basket {}')) => {
      const one = await bench.applied(patch);
      await one.run(bench.stage());
      const [pull] = await bench.pulls();
      return { body: pull?.body ?? '', title: pull?.title, said: one.answers().at(-1)?.message };
    };

    it('a text that a person wrote in place of Specline\'s stays, and the stage says so', async () => {
      await publish();
      await bench.byPerson('PATCH', '/pulls/1', { body: 'Written by Sam', title: 'A better title' });
      expect(await published()).toEqual({ body: 'Written by Sam', title: 'A better title', said: expect.stringMatching(/pull\/1; its text is a person's/) });
    });

    it('words around Specline\'s part stay, and a title does, while the part is brought up to date', async () => {
      const { body } = await published(added('src/cart.ts', 'export class Cart {}'));
      await bench.byPerson('PATCH', '/pulls/1', { body: `Sam: look at the totals.\n\n${body}\n\n- [x] tried by hand`, title: 'A better title' });
      const after = await published();
      expect(after).toMatchObject({ title: 'A better title', said: expect.stringMatching(/^updated \S+pull\/1$/) });
      expect(after.body).toMatch(/^Sam: look at the totals\.\n[^]+\n- \[x\] tried by hand$/);
      expect(after.body).toContain('src/basket.ts');
      expect(after.body).not.toContain('src/cart.ts');
    });

    it('words within Specline\'s part stay with it, and the present tasks and files stand below', async () => {
      const { body } = await published(added('src/cart.ts', 'export class Cart {}'));
      await bench.byPerson('PATCH', '/pulls/1', { body: body.replace('T010', 'T010 (Sam: not quite)') });
      const after = await published();
      expect(after.said).toMatch(/what a person wrote in its text stays/);
      for (const text of ['Sam: not quite', 'src/cart.ts', 'src/basket.ts']) expect(after.body).toContain(text);
      expect((await published(added('src/third.ts', 'export {};'))).body).not.toContain('src/basket.ts');
    });

    it('a text of an earlier release, which noted no digest, stays whole', async () => {
      await publish();
      const earlier = 'Implements **Phase 2: Cart**, says an earlier release and perhaps Sam.\n\n<!-- [specline:01990000-0000-7000-8000-000000000001/1] -->';
      await bench.byPerson('PATCH', '/pulls/1', { body: earlier });
      const { body } = await published();
      expect(body.startsWith(earlier)).toBe(true);
      expect(body).toContain('src/basket.ts');
    });

    it('a branch that a person has worked on is left alone', async () => {
      await publish();
      const { sha } = await control().commit({ repository, branch, files: { 'by-hand.txt': 'x' } });
      await expect(failure()).resolves.toMatchObject({ code: 'publish.branch_diverged', details: { branch, head: sha }, remediation: expect.stringContaining(deleteCommand) });
      expect(await bench.head()).toBe(sha);
    });

    it('a branch of that name that Specline never pushed is left alone', async () => {
      const { sha } = await control().commit({ repository, branch, from: 'main', files: { 'by-hand.txt': 'x' } });
      await expect(failure()).resolves.toMatchObject({ code: 'publish.branch_diverged' });
      expect(await bench.head()).toBe(sha);
      expect(await bench.pulls()).toEqual([]);
    });

    it('a branch that a person moves at the last moment is left alone', async () => {
      const one = await bench.applied();
      // Long enough for the person to be first, however busy the machine is.
      await control().addFault({ match: { method: 'POST', path: 'git-receive-pack' }, delayMs: 2_000, times: 9 });
      let sha = '';
      const tell = one.news.push.bind(one.news);
      const moved = new Promise<void>((resolve, reject) => {
        one.news.push = (...news) => {
          if (news[0]?.message?.startsWith('pushing')) control().commit({ repository, branch, from: 'main', files: { 'by-hand.txt': 'x' } }).then((made) => { sha = made.sha; resolve(); }, reject);
          return tell(...news);
        };
      });
      const ended = await one.failure(bench.stage());
      await moved;
      expect(ended.code).toBe('publish.branch_diverged');
      expect(await bench.head()).toBe(sha);
    });

    it('a pull request that a person closed is not opened again', async () => {
      await publish();
      await control().closePullRequest({ repository, number: 1 });
      const pushes = await bench.pushes();
      await expect(failure()).resolves.toMatchObject({ code: 'publish.pull_request_closed', details: { prNumber: 1 }, remediation: expect.stringContaining('reopen') });
      expect(await bench.pulls()).toMatchObject([{ state: 'closed' }]);
      expect(await bench.pushes()).toBe(pushes);
    });

    it.each([true, false])('after a merge the branch gets the suffix -2 (the merged branch deleted: %s)', async (deleted) => {
      await publish();
      await control().mergePullRequest({ repository, number: 1 });
      if (deleted) await control().deleteBranch({ repository, branch });
      await expect(publish(added('src/basket.ts', 'export class Basket {}'))).resolves.toMatchObject({ branchName: `${branch}-2`, prNumber: 2, created: true });
    });
  });

  describe('survives answers that are lost', () => {
    it.each([
      ['a 502', { status: 502 }], ['a dropped connection', { dropConnection: true }], ['an answer that is HTML', { status: 200, body: '<html>' }],
    ])('%s after the pull request was made: it is found, and there is no second one', async (_what, fault) => {
      await control().addFault({ ...afterTheProof, after: true, ...fault });
      await expect(publish()).resolves.toMatchObject({ prNumber: 1 });
      expect(await bench.pulls()).toHaveLength(1);
    });

    it('a 502 before it was made is tried again by itself, and names what was pushed', async () => {
      await control().addFault({ ...afterTheProof, status: 502 });
      const found = await failure();
      expect(found).toMatchObject({ code: 'github.unavailable', retryable: true, details: { branch, commitSha: await bench.head() } });
      expect(await bench.pulls()).toEqual([]);
    });

    it('a push whose answer is lost counts as what the branch shows', async () => {
      await control().addFault({ match: { method: 'POST', path: 'git-receive-pack' }, after: true, dropConnection: true });
      const { commitSha, prNumber } = await publish();
      expect([commitSha, prNumber]).toEqual([await bench.head(), 1]);
    });

    it.each(['<html>', { hello: 'world' }])('a listing of %j is github.unavailable, before anything is pushed', async (body) => {
      await control().addFault({ match: { method: 'GET', path: '/pulls\\?' }, status: 200, body, times: 9 });
      await expect(failure()).resolves.toMatchObject({ code: 'github.unavailable', retryable: true });
      expect(await bench.pushes()).toBe(0);
    });

    it('labels that are refused are no failure, and are noted', async () => {
      await control().addFault({ match: { method: 'POST', path: '/labels' }, status: 403, body: { message: 'Resource not accessible' } });
      const one = await bench.applied();
      await expect(one.run(bench.stage())).resolves.toMatchObject({ prNumber: 1 });
      expect(await one.read('gh_pr_response')).toContain('labelsRefused');
    });
  });

  describe('proves its rights before anything is pushed', () => {
    afterEach(async () => {
      expect(await bench.pushes()).toBe(0);
      expect(await bench.head()).toBeUndefined();
    });

    it('no token', async () => {
      await expect(failure({ token: '' })).resolves.toMatchObject({ code: 'credential.github_missing', remediation: expect.stringContaining('GH_TOKEN') });
      expect(Object.keys((await control().effects()).requests).filter((request) => request.includes('/repos/') || request.includes('receive-pack'))).toEqual([]);
    });

    it('a token that GitHub does not know', async () => {
      await expect(failure({ token: 'ghp_unknown_unknown' })).resolves.toMatchObject({ code: 'credential.github_rejected' });
    });

    it('a fine-grained token that may only read', async () => {
      await bench.token({ contents: 'read', pull_requests: 'read' });
      await expect(failure()).resolves.toMatchObject({ code: 'credential.github_scope', remediation: expect.stringContaining('contents: write and pull requests: write') });
    });

    it('a fine-grained token that may push and may not open pull requests', async () => {
      await bench.token({ contents: 'write' });
      await expect(failure()).resolves.toMatchObject({ code: 'credential.github_scope', message: expect.stringContaining('open pull requests'), details: { needs: expect.stringContaining('pull requests: write') } });
    });

    it('a fine-grained token that may open pull requests and may not push: the push shows it, and the audit says so', async () => {
      await bench.token({ contents: 'read', pull_requests: 'write' });
      const one = await bench.applied();
      await expect(one.failure(bench.stage())).resolves.toMatchObject({ code: 'credential.github_scope', message: expect.stringContaining('push'), remediation: expect.stringContaining('contents: write') });
      expect(one.context.remarks.credentialAudit).toMatchObject({ githubStatus: 'scope_missing', notes: ['credential.github_scope'] });
    });

    it('a classic token without scope, and one of an account that may only read', async () => {
      await control().updateRepository({ repository, private: false, collaborators: { sam: 'read' } });
      await control().putToken({ kind: 'classic', value: 'ghp_without_scope', login: 'acme', scopes: [] });
      await expect(failure({ token: 'ghp_without_scope' })).resolves.toMatchObject({ code: 'credential.github_scope', message: expect.stringContaining('needs "repo"') });
      await control().putToken({ kind: 'classic', value: 'ghp_of_a_reader', login: 'sam', scopes: ['repo'] });
      await expect(failure({ token: 'ghp_of_a_reader' })).resolves.toMatchObject({ code: 'credential.github_scope', message: expect.stringContaining('write access') });
    });

    it('an archived and a renamed repository', async () => {
      await control().updateRepository({ repository, archived: true });
      await expect(failure()).resolves.toMatchObject({ code: 'repository.archived' });
      await control().updateRepository({ repository, archived: false });
      const one = await bench.applied();
      await control().updateRepository({ repository, rename: `${repository}-new` });
      await bench.token({});
      await control().putToken({ kind: 'classic', value: writer, login: 'acme', scopes: ['repo'] });
      await expect(one.failure(bench.stage())).resolves.toMatchObject({ code: 'repository.moved' });
      await control().updateRepository({ repository: `${repository}-new`, rename: repository });
    });

    it('a workflow file is refused by the server, in its words', async () => {
      const one = await bench.applied(added('.github/workflows/ci.yml', 'on: push'));
      await expect(one.failure(bench.stage())).resolves.toMatchObject({ code: 'publish.push_rejected', message: expect.stringMatching(/workflow/) });
      expect(await one.read('gh_push_log')).toMatch(/refusing to allow/);
    });

    it('a stored patch that no longer gives the checked tree goes back to apply', async () => {
      const one = await bench.applied();
      one.context.fact.context.apply!.treeSha = 'b'.repeat(40);
      await expect(one.failure(bench.stage())).resolves.toMatchObject({ code: 'retry.unsafe', resume: 'apply' });
    });

    it('a run that was cancelled meanwhile', async () => {
      const one = await bench.applied();
      one.stop.abort(new Error('cancelled'));
      await expect(one.run(bench.stage())).rejects.toBeDefined();
    });
  });

  it('rights are proven once in ten minutes', async () => {
    let now = 1_000_000;
    const stage = bench.stage({ now: () => now });
    const proofs = async () => await bench.asked('POST /repos/{owner}/{repo}/pulls') - (await bench.pulls()).length;
    await (await bench.applied()).run(stage);
    await (await bench.applied()).run(stage);
    expect(await proofs()).toBe(1);
    now += 10 * 60_000 + 1;
    await (await bench.applied()).run(stage);
    expect(await proofs()).toBe(2);
  });

  describe('after a push', () => {
    it('a failure names branch, commit and the command that takes them away', async () => {
      await control().addFault({ ...afterTheProof, times: 9, status: 422, body: { message: 'Validation Failed' } });
      const found = await failure();
      const head = await bench.head();
      expect(found.details).toMatchObject({ branch, commitSha: head });
      for (const text of [branch, head!, deleteCommand]) expect(found.remediation).toContain(text);
    });

    it('a secondary rate limit says when to come back, and the retry takes the branch that is there', async () => {
      await control().addFault({ ...afterTheProof, times: 9, status: 403, headers: { 'retry-after': '90' }, body: { message: 'You have exceeded a secondary rate limit.' } });
      const one = await bench.applied();
      const found = await one.failure(bench.stage());
      expect(found).toMatchObject({ code: 'github.rate_limited', retryable: true, details: { retryAfterSeconds: 90, branch, commitSha: await bench.head() } });
      await control().clearFaults();
      await expect(publish(added('src/other.ts', 'export {};'))).resolves.toMatchObject({ branchName: branch, created: true });
      expect((await control().readFile({ repository, path: tasksFile, ref: branch })).text).toContain('T010');
    });
  });
});
