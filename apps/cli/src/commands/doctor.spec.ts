import { rightsOf } from './doctor.work';

test('rights by repository are a line each; a role for everything needs none', () => {
  expect(rightsOf([{ role: 'viewer' }, { role: 'operator', repositories: ['acme/web', 'globex/*'] }])).toEqual(['  viewer of all repositories', '  operator of acme/web, globex/*']);
  expect([rightsOf([{ role: 'admin' }]), rightsOf([])]).toEqual([[], []]);
});
