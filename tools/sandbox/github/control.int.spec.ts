import { request } from 'node:http';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectGithubControl } from './control';
import { at, shop, startBench, type Bench } from './emulator.fixture';

describe('the control interface', () => {
  let bench: Bench;
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const apps = [{ id: 7, slug: 'specline', publicKey, installations: [{ id: 70, account: 'acme', repositories: { [shop]: { contents: 'write', pull_requests: 'write' } as const } }] }];

  beforeEach(async () => {
    bench = await startBench({ apps });
    await bench.emulator.control.createRepository({ repository: shop, files: { 'README.md': 'A shop\n' } });
    await bench.emulator.control.commit({ repository: shop, branch: 'work', files: { 'a.txt': 'a' } });
  });
  afterEach(() => bench.close());

  const control = () => bench.emulator.control;
  const pulls = () => bench.octokit('writer').rest.pulls;
  const work = { ...at, title: 'Work', head: 'work', base: 'main' };

  test('another process does the same over HTTP, with the same errors', async () => {
    const remote = connectGithubControl(bench.emulator.serverUrl);
    await remote.commit({ repository: shop, branch: 'main', files: { 'README.md': 'New\n' } });
    expect(await remote.readFile({ repository: shop, path: 'README.md' })).toEqual({ text: 'New\n' });
    expect(await remote.repositories()).toMatchObject([{ repository: shop }]);
    await expect(remote.readFile({ repository: 'acme/none', path: 'x' })).rejects.toThrow('No repository acme/none; there are: acme/shop');
    await expect(remote.createRepository({ repository: '../etc' })).rejects.toThrow('must be owner/name');
  });

  test('a web page cannot reach it, by its own origin or by a rebound name', async () => {
    const status = (headers: Record<string, string>) => new Promise<number | undefined>((resolve, reject) => {
      request(`${bench.emulator.serverUrl}/_control/effects`, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode)).on('error', reject).end();
    });
    expect(await Promise.all([status({}), status({ origin: 'http://evil.example' }), status({ host: 'evil.example' })])).toEqual([200, 403, 403]);
  });

  test('a fault before the effect answers instead of it, as often as said, then is gone', async () => {
    await control().addFault({ match: { method: 'post', path: '/pulls$' }, times: 2, status: 503, headers: { 'retry-after': '7' } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(pulls().create(work)).rejects.toMatchObject({ status: 503, response: { headers: { 'retry-after': '7' } } });
    }
    expect(await control().pullRequests({ repository: shop })).toEqual([]);
    expect((await pulls().create(work)).status).toBe(201);
    expect(await control().faults()).toMatchObject([{ hits: 2 }]);
  });

  test('a fault after the effect hides that it happened, by 502 or by a dropped connection', async () => {
    await control().addFault({ match: { method: 'POST', path: '/pulls$' }, after: true });
    await expect(pulls().create(work)).rejects.toMatchObject({ status: 502 });
    expect(await control().pullRequests({ repository: shop })).toMatchObject([{ number: 1, state: 'open' }]);
    await control().addFault({ match: { method: 'PATCH', path: '/pulls/1$' }, after: true, dropConnection: true });
    await expect(pulls().update({ ...at, pull_number: 1, title: 'Hidden' })).rejects.toMatchObject({ status: 500 });
    expect(await control().pullRequests({ repository: shop })).toMatchObject([{ title: 'Hidden' }]);
  });

  test('a push may take effect although the answer never comes', async () => {
    await control().addFault({ match: { method: 'POST', path: 'git-receive-pack' }, after: true, dropConnection: true });
    expect((await bench.pushBranch('lost-answer', { 'b.txt': 'b' })).exitCode).not.toBe(0);
    expect(await control().branches({ repository: shop })).toHaveProperty('lost-answer');
    expect((await control().effects()).pushes).toEqual({ [`${shop} refs/heads/lost-answer`]: 1 });
  });

  test('a delayed answer comes late, a skipped one is passed over, and closing waits for neither', async () => {
    await control().addFault({ match: { path: `/repos/${shop}$` }, skip: 1, delayMs: 300 });
    const { rest } = bench.octokit();
    const timed = async () => {
      const started = performance.now();
      await rest.repos.get(at);
      return performance.now() - started;
    };
    await timed();
    expect(await control().faults()).toMatchObject([{ hits: 0 }]);
    expect(await timed()).toBeGreaterThanOrEqual(299);
    expect(await control().faults()).toMatchObject([{ hits: 1 }]);
    await control().addFault({ match: { path: `/repos/${shop}$` }, delayMs: 3_600_000 });
    const hanging = timed().catch(() => 'dropped');
    while ((await control().faults()).at(-1)?.hits !== 1) await new Promise(setImmediate);
    await bench.restart();
    expect(await hanging).toBe('dropped');
  });

  test('effects and requests are counted by kind and route', async () => {
    await control().clearEffects();
    const { data } = await pulls().create(work);
    await pulls().update({ ...at, pull_number: data.number, body: 'More' });
    const { counts, requests } = await control().effects();
    expect(counts).toEqual({ [`${shop} pull_request_opened`]: 1, [`${shop} pull_request_edited`]: 1 });
    expect(requests).toMatchObject({ 'POST /repos/{owner}/{repo}/pulls': 1, 'PATCH /repos/{owner}/{repo}/pulls/{number}': 1 });
  });

  test('a restart keeps repositories, pull requests and effects, and forgets run-time tokens', async () => {
    await pulls().create(work);
    await control().putToken({ kind: 'classic', value: 'ghp_for_now', login: 'acme', scopes: [] });
    const before = [await control().repositories(), await control().pullRequests({ repository: shop }), (await control().effects()).effects, await control().branches({ repository: shop })];
    await bench.restart();
    expect([await control().repositories(), await control().pullRequests({ repository: shop }), (await control().effects()).effects, await control().branches({ repository: shop })]).toEqual(before);
    expect((await fetch(`${bench.emulator.apiUrl}/user`, { headers: { authorization: 'token ghp_for_now' } })).status).toBe(401);
    expect(await readFile(join(bench.folder, 'data', 'state.json'), 'utf8')).not.toContain('ghp_');
  });

  test('after a kill between a push and its note the pull request still follows the branch', async () => {
    await pulls().create(work);
    const stateFile = join(bench.folder, 'data', 'state.json');
    const old = await readFile(stateFile);
    const { sha } = await control().commit({ repository: shop, branch: 'work', files: { 'a.txt': 'b' } });
    await bench.restart(() => writeFile(stateFile, old));
    expect((await control().pullRequests({ repository: shop }))[0]?.head.sha).toBe(sha);
  });

  test('an app proves itself with its key and gets a token for what it is installed on', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const jwt = (claims: object, key = keys.privateKey) => {
      const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
    };
    const post = (token: string, body = {}) => fetch(`${bench.emulator.apiUrl}/app/installations/70/access_tokens`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'user-agent': 'spec' }, body: JSON.stringify(body) });
    const good = { iss: '7', iat: now - 30, exp: now + 300 };
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const refused = await Promise.all([post(jwt(good, stranger)), post(jwt({ ...good, exp: now - 1 })), post(jwt({ ...good, exp: now + 7200 })), post('ghp_owner_repo')]);
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect((await post(jwt(good), { permissions: { workflows: 'write' } })).status).toBe(422);
    const { token } = await (await post(jwt(good), { repositories: ['shop'] })).json() as { token: string };
    const headers = { authorization: `token ${token}`, 'user-agent': 'spec' };
    expect((await fetch(`${bench.emulator.apiUrl}/repos/${shop}/pulls`, { method: 'POST', headers, body: JSON.stringify(work) })).status).toBe(201);
    expect(await (await fetch(`${bench.emulator.apiUrl}/user`, { headers })).json()).toMatchObject({ message: 'Resource not accessible by integration' });
  });
});
