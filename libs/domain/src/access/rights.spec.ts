import { mayOperate, roleFor, roleForAll, visiblePatterns, type Grant } from './rights';

const mixed: Grant[] = [{ role: 'viewer', repositories: ['acme/*', 'other/docs'] }, { role: 'operator', repositories: ['acme/web'] }];

test.each([
  ['acme/web', 'operator'], ['ACME/Web', 'operator'], ['acme/api', 'viewer'], ['other/docs', 'viewer'],
  ['other/web', undefined], ['acme/web/x', undefined], ['acmeX/web', undefined], ['xacme/web', undefined], ['other/docs2', undefined], ['acme', undefined], ['', undefined],
] as const)('of %s the role is %s', (repository, role) => {
  expect(roleFor(mixed, repository)).toBe(role);
});

test('a dot of a pattern is a dot, and a star stays within its part', () => {
  const grants: Grant[] = [{ role: 'viewer', repositories: ['acme/a.b', '*/web'] }];
  expect(['acme/a.b', 'acme/aXb', 'x/web', 'x/y/web', '/web'].map((repository) => roleFor(grants, repository))).toEqual(['viewer', undefined, 'viewer', undefined, 'viewer']);
});

test('without patterns a role is for everything, also beside others', () => {
  const grants: Grant[] = [{ role: 'viewer' }, { role: 'admin', repositories: ['acme/web'] }];
  expect([roleFor(grants, 'acme/web'), roleFor(grants, 'x/y'), roleForAll(grants), visiblePatterns(grants)]).toEqual(['admin', 'viewer', 'viewer', undefined]);
});

test('nothing is granted by no grant, and nothing by an empty list', () => {
  expect([roleFor([], 'a/b'), roleForAll([]), visiblePatterns([])]).toEqual([undefined, undefined, []]);
  expect([roleFor([{ role: 'admin', repositories: [] }], 'a/b'), roleForAll(mixed)]).toEqual([undefined, undefined]);
});

test('what may be seen is said by patterns', () => {
  expect(visiblePatterns(mixed)).toEqual(['^acme/[^/]*$', '^other/docs$', '^acme/web$']);
});

test('operators and admins operate', () => {
  expect(([undefined, 'viewer', 'operator', 'admin'] as const).map(mayOperate)).toEqual([false, false, true, true]);
});
