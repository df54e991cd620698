import { GitError, headlineOf, reasonIn } from './git-error';

describe('what git says', () => {
  it.each([
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'git.auth'],
    ["fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403", 'git.auth'],
    ["remote: Permission to a/b.git denied to bot.\nfatal: unable to access 'x': The requested URL returned error: 403", 'git.auth'],
    ["remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found", 'git.not_found'],
    ["fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 301", 'git.moved'],
    ['fatal: remote error: upload-pack: not our ref 1111111111111111111111111111111111111111', 'git.commit_missing'],
    ["fatal: unable to access 'https://h/': Could not resolve host: h", 'git.unreachable'],
    ["fatal: unable to access 'https://h/': The requested URL returned error: 429", 'git.unreachable'],
    ['error: RPC failed; curl 52 Empty reply from server', 'git.unreachable'],
    ["fatal: unable to access 'https://h/': server certificate verification failed. CAfile: none CRLfile: none", 'git.unreachable'],
    ["fatal: not a git repository: '/x.git'", 'git.mirror_damaged'],
    ['fatal: packed object 11 (stored in /x.pack) is corrupt', 'git.mirror_damaged'],
    ["fatal: Unable to create '/x.git/shallow.lock': File exists.", 'git.mirror_damaged'],
    ['fatal: write error: No space left on device', 'git.disk_full'],
    ['error: corrupt patch at line 7', undefined],
    ['error: repository lacks the necessary blob to perform 3-way merge.', undefined],
  ])('%s', (stderr, code) => {
    expect(reasonIn(stderr)).toBe(code);
  });

  it('is cut down to the line that names the failure', () => {
    expect(headlineOf('hint: x\nerror: first\nfatal: second\n')).toBe('error: first');
    expect(headlineOf('')).toBe('git said nothing');
  });

  it('becomes an error with a way out', () => {
    expect(new GitError('git.unreachable', 'm')).toMatchObject({ message: 'm', retryable: true, remediation: expect.stringMatching(/\w/) });
  });
});
