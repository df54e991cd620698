import { permissionOf, withGrants } from './rights';

const mixed = { role: 'operator' as const, grants: [{ role: 'viewer' as const }, { role: 'operator' as const, repositories: ['acme/web', 'globex/*'] }] };

test.each([
  ['acme/web', undefined], ['ACME/Web', undefined], ['globex/api', undefined],
  ['acme/api', 'You may only look at acme/api: this takes the role operator for it.'], [null, 'This takes the role operator for all repositories.'],
])('who operates some repositories may do so there, and is told why not elsewhere: %s', (repository, why) => {
  expect(permissionOf(mixed, 'operate', repository)).toEqual({ hidden: false, why });
});

test('an administrator of some repositories is none of the installation', () => {
  const some = { role: 'admin' as const, grants: [{ role: 'operator' as const }, { role: 'admin' as const, repositories: ['acme/*'] }] };
  expect([permissionOf(some, 'administer', null).why, permissionOf(some, 'administer', 'acme/web').why, permissionOf(some, 'operate', null).why]).toEqual(['This takes the role admin for all repositories.', undefined, undefined]);
  expect(permissionOf({ role: 'admin', grants: [{ role: 'admin' }] }, 'administer', null)).toEqual({ hidden: false, why: undefined });
});

test('who may look only sees no buttons that act', () => {
  expect(permissionOf({ role: 'viewer', grants: [{ role: 'viewer' }] }, 'operate', 'acme/web').hidden).toBe(true);
});

test('a session that tells no grants has its role everywhere', () => {
  const told = { name: 'eve', role: 'operator' as const, csrfToken: '', expiresAt: '2026-01-01T00:00:00Z', traceUrl: null };
  expect(permissionOf(withGrants(told), 'operate', 'acme/web').why).toBeUndefined();
  expect(withGrants({ ...told, grants: [] }).grants).toEqual([]);
});
