import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redactor } from '#platform';
import { PublishBench, added, branch } from './published-repository.fixture';

describe('publish with a GitHub App', () => {
  let bench: PublishBench;
  let repository: string;
  beforeAll(async () => { bench = await PublishBench.start(); });
  beforeEach(async () => { repository = await bench.newRepository(); });
  afterAll(() => bench?.close());

  const made = () => bench.asked('POST /app/installations/{id}/access_tokens');
  const install = (granted: Record<string, 'read' | 'write'>, suspended = false) => bench.github.control.putInstallation({ app: 7, installation: { id: 70, account: 'acme', repositories: { [repository]: granted }, suspended } });

  it('brings a patch to its pull request, as the App and with one token', async () => {
    const { token } = await bench.app();
    const one = await bench.applied();
    const output = await one.run(bench.stage({ token }));
    expect(output).toMatchObject({ branchName: branch, commitSha: await bench.head(), prNumber: 1, created: true });
    expect(await bench.pulls()).toMatchObject([{ author: 'specline[bot]', labels: expect.arrayContaining(['specline']) as string[] }]);
    expect(one.context.remarks.credentialAudit).toMatchObject({ githubStatus: 'valid', notes: [expect.stringContaining('the GitHub App made for it alone')] });
    expect([await made(), await bench.asked('POST /repos/{owner}/{repo}/pulls')]).toEqual([1, 1]);
  });

  it.each(['/repos/.*/pulls', 'git-receive-pack$', 'service=git-receive-pack', 'service=git-upload-pack'])('goes on with another token when the one it has is refused in the middle: %s', async (path) => {
    const { token } = await bench.app();
    const one = await bench.applied();
    await bench.github.control.addFault({ match: { path }, status: 401, body: { message: 'Bad credentials' } });
    expect(await one.run(bench.stage({ token }))).toMatchObject({ commitSha: await bench.head(), created: true });
    expect(await made()).toBe(2);
  });

  it('never changes workflow files, though the App may', async () => {
    const { token } = await bench.app();
    const one = await bench.applied(added('.github/workflows/ci.yml', 'on: push'));
    expect(await one.failure(bench.stage({ token }))).toMatchObject({ code: 'publish.push_rejected', message: expect.stringMatching(/workflow/) as string });
    expect(await bench.head()).toBeUndefined();
  });

  it.each([
    ['lacks a permission', 'credential.github_app_permission', 'scope_missing', () => install({ contents: 'write' })],
    ['is suspended', 'credential.github_app_suspended', 'invalid', () => install({ contents: 'write', pull_requests: 'write' }, true)],
    ['is not on the repository', 'credential.github_app_not_installed', 'invalid', () => bench.github.control.putInstallation({ app: 7, installation: { id: 70, account: 'acme', repositories: {} } })],
  ] as const)('pushes nothing when the App %s', async (_what, code, githubStatus, spoil) => {
    const { token } = await bench.app();
    await spoil();
    const one = await bench.applied();
    const failure = await one.failure(bench.stage({ token }));
    expect(failure).toMatchObject({ code, retryable: false });
    expect(one.context.remarks.credentialAudit).toMatchObject({ githubStatus, notes: [code] });
    expect(await bench.pushes()).toBe(0);
  });

  it('leaves neither the key nor a token in facts, artifacts, news, mirrors or arguments of git', async () => {
    const { token, secrets } = await bench.app();
    const good = await bench.applied();
    await good.run(bench.stage({ token }));
    const refused = await bench.applied(added('.github/workflows/ci.yml', 'on: push'));
    await refused.failure(bench.stage({ token }));
    // The push log quotes the arguments of git.
    const mirrors = readdirSync(join(bench.directory, 'mirrors'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(mirrors.some(({ name }) => name === 'config')).toBe(true);
    const everything = [bench.stages.everythingKept(), JSON.stringify([good, refused].map((one) => [one.answers(), one.news])), ...mirrors.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))].join('\n');
    expect([everything.includes(`refs/heads/${branch}`), secrets.size]).toEqual([true, 2]);
    // What the redactor would find is what must not be there: in plain text, in base64, line by line.
    for (const secret of secrets) expect(everything).not.toContain(secret);
    const found = everything.split('\n').filter((line) => line !== new Redactor([...secrets]).text(line));
    expect(found).toEqual([]);
  });
});
