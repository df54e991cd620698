import { createPrivateKey } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmulatedApp, books, newKey, shop } from './emulated-app.fixture';
import { reading, writing } from './github-app';
import { createOctokit } from './octokit';
import { RepositoryReader } from './repository-reader';

let bench: EmulatedApp;
beforeAll(async () => { bench = await EmulatedApp.start(); });
beforeEach(async () => {
  bench.app.tokenLifeMilliseconds = 3_600_000;
  bench.app.publicKey = bench.publicKey;
  await bench.install();
  await bench.github.control.clearFaults();
  await bench.github.control.clearEffects();
});
afterAll(() => bench?.close());

const statusOf = async (token: string, path: string, body?: object) => (await fetch(`${bench.github.apiUrl}/repos/${path}`, { method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${token}`, 'user-agent': 'spec' }, ...(body ? { body: JSON.stringify(body) } : {}) })).status;
const refusalOf = (asking: Promise<unknown>) => asking.then(() => { throw new Error('nothing was refused'); }, (error: { failure: unknown }) => error.failure);

describe('a token of the App', () => {
  it('is for one repository alone', async () => {
    const token = await bench.tokens().of(shop);
    expect([await statusOf(token, shop), await statusOf(token, books)]).toEqual([200, 404]);
  });

  it('that reads may not open a pull request, though the installation may', async () => {
    const body = { title: 'x', head: 'main', base: 'main' };
    expect(await statusOf(await bench.tokens(reading).of(shop), `${shop}/pulls`, body)).toBe(403);
    expect(await statusOf(await bench.tokens(writing).of(shop), `${shop}/pulls`, body)).toBe(422);
  });

  it('is made once for all who ask at the same time, and kept until five minutes before its end', async () => {
    let now = Date.now();
    const tokens = bench.tokens(writing, { now: () => now });
    const [first, ...others] = await Promise.all([shop, shop, 'ACME/Shop', shop].map((repository) => tokens.of(repository)));
    expect(new Set([first, ...others]).size).toBe(1);
    now += 54 * 60_000;
    expect([await tokens.of(shop), await bench.made()]).toEqual([first, 1]);
    now += 2 * 60_000;
    expect(await refusalOf(tokens.of(shop))).toMatchObject({ code: 'credential.github_app_clock', remediation: expect.stringContaining('clock') as string });
  });

  it('that is about to end is replaced', async () => {
    bench.app.tokenLifeMilliseconds = 4 * 60_000;
    const tokens = bench.tokens();
    const first = await tokens.of(shop);
    bench.app.tokenLifeMilliseconds = 3_600_000;
    const second = await tokens.of(shop);
    expect([second === first, await tokens.of(shop) === second, await bench.made()]).toEqual([false, true, 2]);
  });

  it('of each repository is its own', async () => {
    const tokens = bench.tokens();
    const [one, other] = await Promise.all([tokens.of(shop), tokens.of(books)]);
    expect([await statusOf(one, shop), await statusOf(other, books), await statusOf(one, books), await statusOf(other, shop)]).toEqual([200, 200, 404, 404]);
  });

  it('is told to the redactor, with the key, before anybody has it', async () => {
    const tokens = bench.tokens();
    const asking = [shop, shop].map((repository) => tokens.of(repository).then((token) => ({ token, told: bench.told.at(-1) })));
    for (const { token, told } of await Promise.all(asking)) expect(told).toEqual([bench.privateKey, token]);
    const other = await tokens.of(books);
    expect(bench.told.at(-1)).toEqual([bench.privateKey, await tokens.of(shop), other]);
  });

  it('after its end is told no more', async () => {
    bench.app.tokenLifeMilliseconds = 1;
    const tokens = bench.tokens();
    const ended = await tokens.of(shop);
    bench.app.tokenLifeMilliseconds = 3_600_000;
    const lasting = await tokens.of(books);
    expect(bench.told.at(-1)).not.toContain(ended);
    expect(bench.told.at(-1)).toContain(lasting);
  });
});

describe('a request', () => {
  const reader = (tokens = bench.tokens(reading)) => new RepositoryReader({ apiUrl: bench.github.apiUrl, token: tokens, allowed: [], secondMilliseconds: 10 });

  it('reads with the token of its repository, over pages too', async () => {
    const next = { link: `<${bench.github.apiUrl}/repositories/1/git/matching-refs/heads/main>; rel="next"`, 'content-type': 'application/json; charset=utf-8' };
    await bench.github.control.addFault({ match: { method: 'GET', path: `/repos/${shop}/git/matching-refs` }, status: 200, headers: next, body: '[]' });
    expect(await reader().branches(shop, 'ma')).toEqual(['main']);
    expect((await reader().repository(books)).fullName).toBe(books);
  });

  it('whose token is no longer accepted is made once more with another one', async () => {
    const tokens = bench.tokens(reading);
    await bench.github.control.removeToken({ value: await tokens.of(shop) });
    expect((await reader(tokens).repository(shop)).fullName).toBe(shop);
    expect(await bench.made()).toBe(2);
  });

  it('whose new token is not accepted either may be tried later', async () => {
    await bench.github.control.addFault({ match: { method: 'GET', path: `/repos/${shop}$` }, status: 401, body: { message: 'Bad credentials' }, times: 2 });
    expect(await refusalOf(reader().repository(shop))).toMatchObject({ code: 'credential.github_app_token', retryable: true });
    expect(await bench.made()).toBe(2);
  });

  it('that names no repository is not made', async () => {
    const octokit = createOctokit({ apiUrl: bench.github.apiUrl, token: bench.tokens() });
    await expect(octokit.rest.users.getAuthenticated()).rejects.toThrow('names no repository');
  });
});

describe('the key', () => {
  it('may be written as PKCS #8, and the clock be a little off', async () => {
    const privateKey = createPrivateKey(bench.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const seconds of [-90, 90]) await bench.tokens(writing, { app: { id: '7', privateKey }, now: () => Date.now() + seconds * 1000 }).of(shop);
    expect(await bench.made()).toBe(2);
  });

  it('is read from its file again once it was exchanged, and stays as it was while the file is away', async () => {
    const [privateKeyFile, other] = [join(bench.directory, 'key.pem'), newKey()];
    writeFileSync(privateKeyFile, `${bench.privateKey}\n`);
    const tokens = bench.tokens(writing, { app: { id: '7', privateKey: bench.privateKey, privateKeyFile } });
    await tokens.of(shop);
    rmSync(privateKeyFile);
    await tokens.of(books);
    writeFileSync(privateKeyFile, other.privateKey);
    bench.app.publicKey = other.publicKey;
    tokens.refused(shop, await tokens.of(shop));
    await tokens.of(shop);
    expect(bench.told.at(-1)?.[0]).toBe(other.privateKey.trim());
  });
});

describe('what is wrong with an App says its code and what to do:', () => {
  const writes = { contents: 'write', pull_requests: 'write' } as const;

  it('a key that is none, and one of another App', async () => {
    for (const privateKey of ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', newKey().privateKey]) {
      expect(await refusalOf(bench.tokens(writing, { app: { id: '7', privateKey } }).of(shop))).toMatchObject({ code: 'credential.github_app_key', retryable: false, remediation: expect.stringContaining('GITHUB_APP_PRIVATE_KEY') as string });
    }
  });

  it('an id that GitHub does not know', async () => {
    expect(await refusalOf(bench.tokens(writing, { app: { id: '8', privateKey: bench.privateKey } }).of(shop))).toMatchObject({ code: 'credential.github_app_unknown', remediation: expect.stringContaining('GITHUB_APP_ID') as string });
  });

  it('an App that is not on the repository, with the address to install it', async () => {
    expect(await refusalOf(bench.tokens().of('acme/elsewhere'))).toMatchObject({ code: 'credential.github_app_not_installed', remediation: expect.stringContaining('https://github.com/apps/specline/installations/new') as string });
  });

  it('an installation that is suspended, before and while a token is made', async () => {
    await bench.install(writes, true);
    expect(await refusalOf(bench.tokens().of(shop))).toMatchObject({ code: 'credential.github_app_suspended', message: expect.stringContaining('acme') as string });
    await bench.install(writes);
    await bench.github.control.addFault({ match: { method: 'POST', path: 'access_tokens$' }, status: 403, body: { message: 'This installation has been suspended' } });
    expect(await refusalOf(bench.tokens().of(shop))).toMatchObject({ code: 'credential.github_app_suspended' });
  });

  it('a permission that it lacks', async () => {
    await bench.install({ contents: 'write', pull_requests: 'read' });
    expect(await refusalOf(bench.tokens().of(shop))).toMatchObject({ code: 'credential.github_app_permission', message: expect.stringContaining('pull requests: write') as string });
    expect(await bench.tokens(reading).of(shop)).toMatch(/^ghs_/);
  });

  it('a GitHub that does not answer, and a refusal is not kept', async () => {
    const tokens = bench.tokens();
    await bench.github.control.addFault({ match: { method: 'POST', path: 'access_tokens$' }, status: 502 });
    expect(await refusalOf(tokens.of(shop))).toMatchObject({ code: 'github.unavailable', retryable: true });
    expect(await statusOf(await tokens.of(shop), shop)).toBe(200);
  });

  it('a repository that was renamed', async () => {
    await bench.github.control.createRepository({ repository: 'acme/old', private: true });
    await bench.github.control.putInstallation({ app: 7, installation: { id: 71, account: 'acme', repositories: { 'acme/new': writes } } });
    await bench.github.control.updateRepository({ repository: 'acme/old', rename: 'acme/new' });
    expect(await refusalOf(bench.tokens().of('acme/old'))).toMatchObject({ code: 'repository.moved' });
  });
});
