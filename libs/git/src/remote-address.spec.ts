import { GitError } from './git-error';
import { redact, requireAddress } from './remote-address';
import { requireBranchRef } from './remote';

/** The code of the error that `attempt` throws. */
function codeOf(attempt: () => unknown): string {
  try {
    return `no error but ${String(attempt())}`;
  } catch (error) {
    return error instanceof GitError ? error.code : 'another error';
  }
}

describe('the address of a repository', () => {
  it.each(['https://github.com/acme/web', 'https://github.com/acme/web.git', 'http://127.0.0.1:8080/acme/web', 'https://git.example.com/a/b/c-d_e.git'])('may be %s', (url) => {
    expect(requireAddress({ url }).href).toBe(url);
  });

  it.each([
    '', '-u./x', '--upload-pack=touch x', 'ext::sh -c id', 'file:///etc', 'ssh://git@github.com/a/b', 'git@github.com:a/b', '../../x', 'HTTPS://github.com/a/b',
    'https://github.com@evil/x', 'https://user:pw@github.com/a/b', 'https://github.com/a/../b', 'https://github.com/a/%2e%2e/b', 'https://github.com/a/b?x=1', 'https://github.com/a/b#x',
    'https://github.com/a//b', 'https://github.com/a/b/', 'https://github.com/-a/b', 'https://github.com/.git/b', 'https://github.com/a\n/b', 'https://github.com/a b', 'https://2130706433/a/b', 'https://0x7f.1/a/b', 'https://github.com', `https://github.com/${'a'.repeat(300)}`,
  ])('may not be %j', (url) => {
    expect(codeOf(() => requireAddress({ url }))).toBe('git.url_refused');
  });

  it('is not repeated with its credentials in the message', () => {
    expect(() => requireAddress({ url: 'https://user:hunter2@github.com/a/b' })).toThrow(/\[redacted\]@github\.com/);
  });

  it('takes no token that would break out of a header', () => {
    expect(codeOf(() => requireAddress({ url: 'https://github.com/a/b', token: 'x\r\nX-Evil: 1' }))).toBe('git.argument_refused');
  });

  it('leaves no secret in a text', () => {
    expect(redact('a s3cret b s3cret https://u:p@h/x', ['s3cret'])).toBe('a [redacted] b [redacted] https://[redacted]@h/x');
  });
});

describe('a branch to push to', () => {
  it.each(['refs/heads/specline/003-cart/phase-1', 'refs/heads/a', 'refs/heads/A.b_c-d'])('may be %s', (ref) => {
    expect(requireBranchRef(ref)).toBe(ref);
  });

  it.each(['main', 'refs/tags/v1', 'refs/heads/', 'refs/heads/-d', 'refs/heads/a..b', 'refs/heads/a//b', 'refs/heads/.a', 'refs/heads/a/.b', 'refs/heads/a.lock', 'refs/heads/a.lock/b', 'refs/heads/a.', 'refs/heads/a/', 'refs/heads/*', 'refs/heads/a:b', 'refs/heads/$(id)', 'refs/heads/a;id', 'refs/heads/main\u3000;id', 'refs/heads/a\n', 'refs/heads/@{-1}', `refs/heads/${'a'.repeat(201)}`])(
    'may not be %j', (ref) => {
      expect(codeOf(() => requireBranchRef(ref))).toBe('git.ref_refused');
    },
  );
});
