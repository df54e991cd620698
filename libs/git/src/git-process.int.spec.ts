import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitOrigin, repository, token } from '../../../test/git-origin';
import { GitProcess, lsRemote, MirrorCache, type GitError } from './index';

describe('a git process', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'specline-git-process-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program called git that is a script of ours; `$FOLDER` is the test's folder. */
  const withScript = (script: string, timeLimit = 5_000) => {
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nFOLDER='${folder}'\n${script}\n`, { mode: 0o755 });
    return new GitProcess({ variables: { PATH: `${folder}:${process.env.PATH}` }, timeLimit });
  };
  const pidIn = (name: string) => Number(readFileSync(join(folder, name), 'utf8'));
  const untilGone = async (pid: number) => {
    while (isAlive(pid)) await new Promise(setImmediate);
  };

  it('ends with all its children at the time limit, also those that ignore the request to end', async () => {
    const git = withScript(`(trap '' TERM; sh -c 'trap "" TERM; echo $$ > ${folder}/child; while :; do sleep 0.05; done') & echo $$ > $FOLDER/pid; wait`, 400);
    await expect(git.run(['fetch'])).rejects.toMatchObject({ code: 'git.timeout', retryable: true });
    await untilGone(pidIn('pid'));
    await untilGone(pidIn('child'));
  }, 15_000);

  it('ends the whole group when the server does not answer', async () => {
    const origin = await GitOrigin.start();
    origin.server.hook = () => 'hang';
    const attempt = lsRemote(new GitProcess({ variables: { PATH: process.env.PATH }, timeLimit: 500 }), origin.remote, 'refs/heads/main');
    await expect(attempt).rejects.toMatchObject({ code: 'git.timeout' });
    expect(commandsWith(origin.server.origin)).toEqual([]);
    await origin.close();
  });

  it('ends at once when the work is cancelled', async () => {
    const git = withScript('echo $$ > $FOLDER/pid.new; mv $FOLDER/pid.new $FOLDER/pid; sleep 60');
    const controller = new AbortController();
    const run = git.run(['fetch'], { signal: controller.signal });
    run.catch(() => undefined);
    while (!existsSync(join(folder, 'pid'))) await new Promise(setImmediate);
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'git.cancelled' });
    await untilGone(pidIn('pid'));
    await expect(git.run(['fetch'], { signal: controller.signal })).rejects.toMatchObject({ code: 'git.cancelled' });
  });

  it('does not wait for a grandchild that holds its output open', async () => {
    const git = withScript(`sleep 60 & echo $! > $FOLDER/child; echo done`);
    expect((await git.run(['x'])).stdout.toString()).toBe('done\n');
    await untilGone(pidIn('child'));
  });

  it('stops a flood of output at the cap', async () => {
    const git = withScript('yes');
    await expect(git.run(['x'], { maxOutput: 10_000 })).rejects.toMatchObject({ code: 'git.output_too_large' });
  });

  it('keeps the end of a flood of messages, whole lines of it', async () => {
    const git = withScript('seq 100000 >&2; echo "fatal: the end" >&2; exit 3');
    const error = await git.run(['x']).catch((caught: { code: string; message: string; stderr: string }) => caught);
    expect(error).toMatchObject({ code: 'git.failed', message: 'git x: fatal: the end' });
    expect('stderr' in error && error.stderr).toMatch(/^\d{5}\n[^]*the end\n$/);
  });

  it('feeds input to a git that does not read it', async () => {
    await expect(withScript('exec <&-; exit 7').run(['x'], { input: Buffer.alloc(10_000_000), accept: [7] })).resolves.toMatchObject({ exitCode: 7 });
  });

  it('says that git is missing', async () => {
    const git = new GitProcess({ variables: { PATH: folder } });
    await expect(git.run(['x'])).rejects.toMatchObject({ code: 'git.not_installed', remediation: expect.stringContaining('Install git') });
  });

  it('takes secrets out of messages, in plain and as they travel', async () => {
    const git = withScript('env >&2; echo "fatal: no access to https://user:hunter2@example.com/x" >&2; exit 1');
    const { message, stderr, stack } = await git.run(['x'], { remote: { url: 'https://example.com/x', token } }).then(() => { throw new Error('no error'); }, (caught: GitError) => caught);
    const text = [message, stderr, stack].join('\n');
    expect(text).toContain('GIT_CONFIG_VALUE_0=Authorization: Basic [redacted]');
    expect(text).not.toMatch(new RegExp(`${token}|${Buffer.from(`x-access-token:${token}`).toString('base64')}|hunter2`));
  });

  it('sees no configuration of the machine, and no repository around it', async () => {
    const git = new GitProcess({ variables: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'c'), GIT_DIR: folder, GIT_TRACE: '1' } });
    writeFileSync(join(folder, '.gitconfig'), '[user]\nname = canary\n');
    writeFileSync(join(folder, 'c'), '[user]\nname = canary\n');
    const { stdout, stderr } = await git.run(['config', '--list', '--show-origin'], { workingDirectory: process.cwd() });
    expect(stdout.toString().split('\n').filter(Boolean).filter((line) => !line.startsWith('command line:'))).toEqual([]);
    expect(stderr).toBe('');
  });

  it('takes no password from the home of its user', async () => {
    const origin = await GitOrigin.start();
    writeFileSync(join(folder, '.netrc'), `machine 127.0.0.1 login x-access-token password ${token}\n`, { mode: 0o600 });
    const git = new GitProcess({ variables: { PATH: process.env.PATH, HOME: folder } });
    await expect(lsRemote(git, { url: origin.remote.url }, 'refs/heads/main')).rejects.toMatchObject({ code: 'git.auth' });
    await origin.close();
  });

  it.each(['-x', '--upload-pack=touch x', '-u./x', 'ext::sh -c id', 'file:///etc', '../../x', '/etc', 'ssh://git@example.com/a/b', 'https://user:pw@example.com/a/b', 'https://example.com/a/../b', 'https://example.com/-a/b', 'https://example.com/a\nb'])(
    'is not even started for the address %j', async (url) => {
      const git = withScript('touch $FOLDER/started');
      await expect(lsRemote(git, { url }, 'refs/heads/main')).rejects.toMatchObject({ code: 'git.url_refused' });
      await expect(new MirrorCache(join(folder, 'cache'), git).use({ remote: { url }, commit: '1'.repeat(40) }, async () => 0)).rejects.toMatchObject({ code: 'git.url_refused' });
      expect(existsSync(join(folder, 'started'))).toBe(false);
    },
  );

  it('would have been started for a good address', async () => {
    const git = withScript('touch $FOLDER/started');
    await lsRemote(git, { url: `https://example.com/${repository}` }, 'refs/heads/main');
    expect(existsSync(join(folder, 'started'))).toBe(true);
  });
});

function isAlive(pid: number): boolean {
  try {
    // A dead child that nobody has waited for yet still answers signals.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function commandsWith(text: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')].filter((command) => command.includes(text));
    } catch {
      return [];
    }
  });
}
