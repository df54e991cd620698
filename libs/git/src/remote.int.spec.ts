import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitOrigin, lines, readToken, repository, token } from '../../../test/git-origin';
import { applyPatch, canPush, commitTree, GitProcess, lsRemote, push, type Mirror, type PushRequest, type RemoteAddress } from './index';

const author = { name: 'Specline', email: 'specline@example.com' };

describe('pushing from a mirror without contents', () => {
  let origin: GitOrigin;
  let base: string;
  let serial = 0;

  beforeAll(async () => {
    origin = await GitOrigin.start();
    const noise = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`d${index % 9}/f${index}.txt`, `${Math.sin(index)}`.repeat(40)]));
    base = origin.commit('main', { ...noise, 'a.txt': lines(50) });
  });
  afterAll(() => origin.close());
  afterEach(() => {
    origin.server.hook = () => undefined;
  });

  const on = <T>(work: (mirror: Mirror) => Promise<T>, remote: RemoteAddress = origin.remote) => origin.cache('publisher').use({ remote, commit: base }, work);
  const newRef = () => `refs/heads/specline/feature-${++serial}/phase`;
  const holds = (ref: string) => origin.branch(ref.slice('refs/heads/'.length)) ?? null;
  const commitOf = (mirror: Mirror, content = 'changed\n') => makeCommit(origin, mirror, base, content);
  const pushed = (request: Partial<PushRequest> & { ref: string }, content?: string) =>
    on(async (mirror) => push(mirror, { commit: await commitOf(mirror, content), expected: null, ...request }));

  it('creates the branch, and finds it there when the push is repeated', async () => {
    const ref = newRef();
    const first = await pushed({ ref });
    expect(first).toMatchObject({ outcome: 'pushed', found: holds(ref), log: expect.arrayContaining([expect.stringContaining('[new branch]')]) });
    expect(await pushed({ ref })).toMatchObject({ outcome: 'already_there', found: first.found });
    expect(await pushed({ ref, expected: first.found })).toMatchObject({ outcome: 'already_there' });
  });

  it('sends the new objects and nothing else, and downloads nothing for it', async () => {
    const ref = newRef();
    await on(async (mirror) => {
      const commit = await commitOf(mirror, 'only this\n');
      const [received, before] = [origin.server.receivedBytes, allObjects(origin)];
      let downloads = 0;
      origin.server.hook = ({ service, phase }) => void (service === 'git-upload-pack' && phase === 'exchange' && downloads++);
      await push(mirror, { commit, ref, expected: null });
      // One exchange asks what the server has, one is the ls-remote that verifies.
      expect([allObjects(origin) - before, downloads]).toEqual([3, 2]);
      expect(origin.server.receivedBytes - received).toBeLessThan(3_000);
    });
  });

  it('moves a branch from what it expects, even where that is no fast-forward', async () => {
    const ref = newRef();
    const { found } = await pushed({ ref });
    const second = await pushed({ ref, expected: found }, 'another attempt\n');
    expect([second.outcome, second.found]).toEqual(['pushed', holds(ref)]);
    expect(second.found).not.toBe(found);
  });

  it.each<[string, (found: string | null) => string | null]>([['was touched meanwhile', (found) => found], ['was not expected to exist', () => null]])('leaves a branch alone that %s', async (_, expected) => {
    const ref = newRef();
    const { found } = await pushed({ ref });
    const theirs = origin.commit(ref.slice(11), { 'by-hand.txt': 'precious\n' }, found ?? '');
    const result = await pushed({ ref, expected: expected(found) }, 'ours\n');
    expect(result).toMatchObject({ outcome: 'lease_refused', found: theirs, log: expect.arrayContaining([expect.stringContaining('stale info')]) });
    expect(holds(ref)).toBe(theirs);
  });

  it('leaves a branch alone that is created between its look and its push', async () => {
    const ref = newRef();
    let theirs = '';
    origin.server.hook = ({ service, phase }) => {
      if (service === 'git-receive-pack' && phase === 'exchange') theirs = origin.commit(ref.slice(11), { 'by-hand.txt': 'first\n' });
    };
    expect(await pushed({ ref })).toMatchObject({ outcome: 'lease_refused', found: theirs });
    expect(holds(ref)).toBe(theirs);
  });

  it('knows that a push worked whose answer was lost', async () => {
    const ref = newRef();
    origin.server.hook = ({ service, phase }) => (service === 'git-receive-pack' && phase === 'exchange' ? 'lose-answer' : undefined);
    expect(await pushed({ ref })).toMatchObject({ outcome: 'pushed', found: holds(ref) });
  });

  it('fails as unreachable, with the log so far, when the connection is lost before the push worked', async () => {
    const ref = newRef();
    origin.server.hook = ({ service, phase }) => (service === 'git-receive-pack' && phase === 'exchange' ? 'drop' : undefined);
    await expect(pushed({ ref })).rejects.toMatchObject({ code: 'git.unreachable', retryable: true, log: expect.arrayContaining([expect.stringContaining(`${ref}:`)]) });
    expect(holds(ref)).toBeNull();
  });

  it('passes on why the server refused', async () => {
    const hook = join(origin.path, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "refusing to allow an App to update workflow"; exit 1\n', { mode: 0o755 });
    const ref = newRef();
    await expect(pushed({ ref })).rejects.toMatchObject({ code: 'git.push_rejected', message: expect.stringContaining('pre-receive hook declined'), log: expect.arrayContaining([expect.stringContaining('update workflow')]) });
    writeFileSync(hook, '#!/bin/sh\nexit 0\n');
  });

  it('proves the right to push without an effect', async () => {
    const ref = newRef();
    const exchanges = origin.server.count('git-receive-pack');
    const ask = (remote: RemoteAddress) => on((mirror) => canPush(mirror, { commit: base, ref, expected: null }), remote);
    expect(await ask(origin.remote)).toMatchObject({ allowed: true });
    expect(await ask({ ...origin.remote, token: readToken })).toMatchObject({ allowed: false, error: { code: 'git.auth', remediation: expect.stringContaining('token') } });
    expect([holds(ref), origin.server.count('git-receive-pack')]).toEqual([null, exchanges]);
    origin.commit(ref.slice(11), { 'by-hand.txt': 'diverged\n' });
    expect(await ask(origin.remote)).toMatchObject({ allowed: true });
    origin.server.hook = () => ({ status: 502 });
    await expect(ask(origin.remote)).rejects.toMatchObject({ code: 'git.unreachable' });
  });

  it('tells a token that may not push from everything else', async () => {
    const ref = newRef();
    const remote = { ...origin.remote, token: readToken };
    await expect(on(async (mirror) => push(mirror, { commit: await commitOf(mirror), ref, expected: null }), remote)).rejects.toMatchObject({ code: 'git.auth', retryable: false });
  });

  it('reads exactly the branch that is asked for', async () => {
    const git = new GitProcess({ variables: { PATH: process.env.PATH } });
    origin.git('update-ref', 'refs/heads/x/refs/heads/decoy', base);
    expect(await lsRemote(git, origin.remote, 'refs/heads/decoy')).toBeNull();
    expect(await lsRemote(git, origin.remote, 'refs/heads/main')).toBe(base);
  });

  it('shows the token in no argument list, log or file', async () => {
    const secrets = [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
    const commands = new Set<string>();
    origin.server.hook = () => readCommands().forEach((command) => commands.add(command));
    const ref = newRef();
    await origin.cache('fresh').use({ remote: origin.remote, commit: base }, (mirror) => commitOf(mirror));
    const result = await pushed({ ref });
    await on((mirror) => canPush(mirror, { commit: base, ref, expected: null }));
    const seen = [...commands].filter((command) => command.includes(repository));
    expect(['fetch', 'push', 'ls-remote', 'remote-http'].filter((name) => !seen.some((command) => command.includes(name)))).toEqual([]);
    const files = readdirSync(origin.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = [...commands, ...result.log, ...files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))];
    expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
  });
});

async function makeCommit(origin: GitOrigin, mirror: Mirror, base: string, content: string): Promise<string> {
  const patch = origin.patch(base, { 'a.txt': content });
  const outcome = await applyPatch(mirror, { base, patch });
  if (outcome.outcome !== 'applied') throw new Error(outcome.outcome);
  return commitTree(mirror, { tree: outcome.tree, parents: [base], author, at: new Date(1_700_000_000_000), message: 'Phase 1' });
}

function allObjects(origin: GitOrigin): number {
  return origin.git('cat-file', '--batch-check', '--batch-all-objects').trim().split('\n').length;
}

/** The command lines of all processes of this machine. */
function readCommands(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
}
