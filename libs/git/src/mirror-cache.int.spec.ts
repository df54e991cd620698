import { chmodSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitOrigin, lines, readToken } from '../../../test/git-origin';
import { readInProcess } from '../fixtures/reading-process';
import { applyPatch, pruneMirrors, readFile } from './index';

describe('the mirror cache', () => {
  let origin: GitOrigin;
  let base: string;
  let next: string;

  beforeAll(async () => {
    origin = await GitOrigin.start();
    base = origin.commit('main', { 'a.txt': lines(30), 'dir/b.txt': 'b\n' });
    next = origin.commit('main', { 'a.txt': lines(31) }, base);
  });
  afterAll(() => origin.close());
  afterEach(() => {
    origin.server.hook = () => undefined;
  });

  const read = (machine: string, commit: string, path = 'a.txt') => origin.cache(machine).use({ remote: origin.remote, commit }, async (mirror) => (await readFile(mirror, commit, path))?.toString());
  const mirrorIn = (machine: string) => join(origin.folder, machine, readdirSync(join(origin.folder, machine)).find((name) => name.endsWith('.git')) ?? '');

  it('holds any number of commits of a repository, each fetched once', async () => {
    expect([await read('m1', base), await read('m1', next)]).toEqual([lines(30), lines(31)]);
    const before = origin.server.requests.length;
    expect([await read('m1', base), await read('m1', next)]).toEqual([lines(30), lines(31)]);
    expect(origin.server.requests.length).toBe(before);
  });

  it('reads with a token that may only read', async () => {
    const remote = { url: origin.remote.url, token: readToken };
    const content = await origin.cache('m2').use({ remote, commit: base }, (mirror) => readFile(mirror, base, 'dir/b.txt'));
    expect(content?.toString()).toBe('b\n');
  });

  const packsIn = (directory: string) => readdirSync(join(directory, 'objects', 'pack')).filter((name) => /\.(pack|idx)$/.test(name));
  const cut = (directory: string, names: readonly string[]) => {
    for (const path of names.map((name) => join(directory, 'objects', 'pack', name))) {
      chmodSync(path, 0o600);
      truncateSync(path, 30);
    }
  };

  /** Spoils compressed data in a way that leaves a pack's frame whole. */
  const scratchOut = (path: string) => {
    const bytes = readFileSync(path);
    chmodSync(path, 0o600);
    writeFileSync(path, bytes.fill(0xff, 20, 40));
  };

  it('does not take damaged contents for a conflict', async () => {
    await origin.cache('damaged-contents').use({ remote: origin.remote, commit: base }, async () => 0);
    const directory = mirrorIn('damaged-contents');
    const trees = packsIn(directory);
    await read('damaged-contents', base);
    for (const name of packsIn(directory).filter((pack) => !trees.includes(pack) && pack.endsWith('.pack'))) scratchOut(join(directory, 'objects', 'pack', name));
    const patch = origin.patch(base, { 'a.txt': lines(30, { 5: 'five' }) });
    const outcome = await origin.cache('damaged-contents').use({ remote: origin.remote, commit: base }, (mirror) => applyPatch(mirror, { base, patch }));
    expect(outcome).toMatchObject({ outcome: 'applied', changes: [{ path: 'a.txt' }] });
  });

  it.each<[string, (directory: string) => void]>([
    ['its packs are cut', (directory) => cut(directory, packsIn(directory).filter((name) => name.endsWith('.pack')))],
    ['its pack indexes are cut', (directory) => cut(directory, packsIn(directory).filter((name) => name.endsWith('.idx')))],
    ['its objects are gone', (directory) => rmSync(join(directory, 'objects', 'pack'), { recursive: true })],
    ['its HEAD is gone', (directory) => rmSync(join(directory, 'HEAD'))],
    ['its configuration is nonsense', (directory) => writeFileSync(join(directory, 'config'), '[core\nbare')],
    ['a ref of it is empty', (directory) => writeFileSync(join(directory, 'refs', 'commits', base), '')],
    ['a lock file was left in it', (directory) => { writeFileSync(join(directory, 'shallow.lock'), ''); rmSync(join(directory, 'refs', 'commits', base)); }],
  ])('makes a mirror anew when %s', async (_, damage) => {
    const machine = `damaged-${_}`.replaceAll(' ', '-');
    await read(machine, base);
    damage(mirrorIn(machine));
    const patch = origin.patch(base, { 'a.txt': lines(30, { 5: 'five' }) });
    const outcome = await origin.cache(machine).use({ remote: origin.remote, commit: base }, (mirror) => applyPatch(mirror, { base, patch }));
    expect(outcome).toMatchObject({ outcome: 'applied', changes: [{ path: 'a.txt' }] });
    expect(readdirSync(join(origin.folder, machine)).filter((name) => name.includes('discarded'))).toEqual([]);
  });

  it('survives another process throwing the mirror away in the middle of the work', async () => {
    let attempts = 0;
    const content = await origin.cache('m3').use({ remote: origin.remote, commit: base }, async (mirror) => {
      attempts += 1;
      if (attempts === 1) rmSync(mirror.directory, { recursive: true });
      return (await readFile(mirror, base, 'dir/b.txt'))?.toString();
    });
    expect([content, attempts]).toEqual(['b\n', 2]);
  });

  it('does not take an unreachable server for a damaged mirror', async () => {
    await read('m4', base);
    const made = statSync(mirrorIn('m4')).ino;
    origin.server.hook = () => ({ status: 503 });
    await expect(read('m4', next)).rejects.toMatchObject({ code: 'git.unreachable', retryable: true });
    origin.server.hook = () => undefined;
    expect([await read('m4', next), statSync(mirrorIn('m4')).ino]).toEqual([lines(31), made]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a commit that is not there', () => read('m5', '1'.repeat(40)), 'git.commit_missing'],
    ['a wrong token', () => origin.cache('m5').use({ remote: { ...origin.remote, token: 'wrong' }, commit: base }, async () => 0), 'git.auth'],
    ['no token', () => origin.cache('m5').use({ remote: { url: origin.remote.url }, commit: base }, async () => 0), 'git.auth'],
    ['a repository that is not there', () => origin.cache('m5').use({ remote: { ...origin.remote, url: origin.server.urlOf('acme/none') }, commit: base }, async () => 0), 'git.not_found'],
    ['a server that is not there', () => origin.cache('m5').use({ remote: { url: 'http://127.0.0.1:9/acme/web' }, commit: base }, async () => 0), 'git.unreachable'],
    ['a short commit name', () => read('m5', base.slice(0, 12)), 'git.argument_refused'],
  ])('names %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code, remediation: expect.stringMatching(/\w/) });
  });

  it('follows no redirect', async () => {
    const asked: string[] = [];
    origin.server.hook = ({ repository }) => {
      asked.push(repository);
      return repository === 'acme/web' ? { status: 301, location: `${origin.server.urlOf('evil/web')}/info/refs?service=git-upload-pack` } : undefined;
    };
    await expect(read('m6', base)).rejects.toMatchObject({ code: 'git.moved' });
    expect(new Set(asked)).toEqual(new Set(['acme/web']));
  });

  it('is shared by processes that start at the same time: one downloads, all read', async () => {
    const asked = origin.server.count('git-upload-pack');
    const results = await Promise.all(Array.from({ length: 4 }, () => readInProcess({ folder: join(origin.folder, 'shared'), remote: origin.remote, commit: base, path: 'a.txt' })));
    expect(results).toEqual(Array.from({ length: 4 }, () => lines(30)));
    // One fetch of the commit; each process that does not see the file's content yet asks for it.
    expect(origin.server.count('git-upload-pack') - asked).toBeLessThanOrEqual(1 + results.length);
    expect(readdirSync(join(origin.folder, 'shared')).filter((name) => name.endsWith('.git'))).toHaveLength(1);
  });

  it('cancels the wait for a fetch that another one holds up', async () => {
    origin.server.hook = () => 'hang';
    const [first, second] = [new AbortController(), new AbortController()];
    const use = (signal: AbortSignal) => origin.cache('m7').use({ remote: origin.remote, commit: base, signal }, async () => 0).catch((error: { code: string }) => error.code);
    const holding = use(first.signal);
    while (!readdirSync(origin.folder).includes('m7') || !readdirSync(join(origin.folder, 'm7')).some((name) => name.endsWith('.lock'))) await new Promise(setImmediate);
    const waiting = use(second.signal);
    second.abort();
    expect(await waiting).toBe('git.cancelled');
    first.abort();
    expect(await holding).toBe('git.cancelled');
  });

  it('prunes mirrors nobody used for long, and what killed processes left, but none in use', async () => {
    const now = Date.now();
    const hours = 3_600_000;
    await read('p', base);
    const limits = { maxBytes: 1e9, maxIdle: 5 * hours, maxAge: 100 * hours };
    const cache = origin.cache('p');
    const leftover = join(cache.folder, 'scratch', 'left');
    writeFileSync(leftover, '');
    expect(await pruneMirrors(cache, limits, now)).toEqual([]);
    expect(await pruneMirrors(cache, { ...limits, maxBytes: 0 }, now)).toEqual([]);
    utimesSync(leftover, 0, 0);
    expect(await pruneMirrors(cache, limits, now + 6 * hours)).toMatchObject([{ directory: expect.stringContaining('acme-web') }]);
    expect(readdirSync(join(cache.folder))).toEqual(['scratch']);
    expect(readdirSync(join(cache.folder, 'scratch'))).toEqual([]);
  });
});
