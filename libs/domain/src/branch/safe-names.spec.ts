import { isSafeBranch } from './safe-branch';
import { isSafeRepository } from './safe-repository';

describe('isSafeBranch', () => {
  it.each(['main', 'release/1.2.x', 'feature/a_b-c', '003-cart', 'a'.repeat(200), 'x.lockfile', 'head/start', 'deadbeef'])('accepts "%s"', (name) => {
    expect(isSafeBranch(name)).toBe(true);
  });

  it.each([
    '', ' ', 'main ', ' main', 'main\u3000;id', '$(id)', '`id`', 'a;id', 'a|b', 'a&b', 'a>b', 'a\nb', 'main\n', 'a\0b', '-d', '--upload-pack=x', 'refs/heads/main', 'Refs/heads/main', 'heads/main', 'x.lock', 'X.LOCK', 'a.lock/b', '@{-1}', '@', 'a@{1}',
    'a..b', '../a', 'a/../b', '.a', 'a/.b', 'a/-b', 'a.', 'a./b', 'a/', '/a', 'a//b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[b', 'a\\b', 'ä', 'ｍain', 'a'.repeat(201), 'HEAD', 'head', 'FETCH_HEAD', '0123456789abcdef0123456789abcdef01234567', 'a%2e%2eb',
  ])('refuses %j', (name) => {
    expect(isSafeBranch(name)).toBe(false);
  });
});

describe('isSafeRepository', () => {
  it.each(['acme/web', 'Acme/Web', 'a/b', 'a-b-c/d_e.f', 'octo_acme/web', 'acme/.github', 'acme/a-', `${'a'.repeat(39)}/${'b'.repeat(100)}`])('accepts "%s"', (repository) => {
    expect(isSafeRepository(repository)).toBe(true);
  });

  it.each([
    '', '/', 'acme', 'acme/', '/web', 'acme/web/', 'acme/web/x', 'acme//web', '-acme/web', 'acme-/web', 'ac--me/web', 'acme/-web', '--upload-pack=touch x', '-u./x', 'ext::sh -c id', 'file:///etc', '../../x', 'acme/..', 'acme/.', '../web', 'acme/a..b', 'acme/...',
    'acme/web.git', 'acme/web.GIT', 'acme/.git', 'acme/web.wiki', 'acme/%2e%2e', 'acme/web%00', 'acme/web\0', 'acme/web\n', '\nacme/web', 'acme /web', 'acme/we b', 'https://169.254.169.254/x', 'https://github.com@evil/x', 'github.com/acme/web', 'acme@evil/web', 'acme:web/x', 'acmé/web', 'acme/wéb', 'ac\u200bme/web', '_acme/web',
    `${'a'.repeat(40)}/b`, `a/${'b'.repeat(101)}`, `acme/${'b'.repeat(300)}`,
  ])('refuses %j', (repository) => {
    expect(isSafeRepository(repository)).toBe(false);
  });
});
