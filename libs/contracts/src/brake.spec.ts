import { brakeStatementSchema, brakeSubjectOf, releaseBrakesSchema } from './brake';

const said = { by: 'ada', at: '2026-01-01T00:00:00.000Z', reason: 'looked at it' };

test('what is said of a feature, of its repository and of the installation has a subject each, without a wildcard', () => {
  const released = { kind: 'released', code: 'brake.no_progress', repository: 'Acme/Web', ...said } as const;
  expect(brakeSubjectOf({ ...released, featureKey: '003-cart' })).toBe('brakes.released.acme~web~003-cart.no_progress');
  expect(brakeSubjectOf({ ...released, featureKey: '*.>' })).toBe('brakes.released.acme~web~=2A=2E=3E.no_progress');
  expect(brakeSubjectOf({ ...released, featureKey: null })).toBe('brakes.released.acme~web~.no_progress');
  expect(brakeSubjectOf({ kind: 'drain', draining: true, ...said })).toBe('brakes.drain');
});

test('what is kept is read again, also when a newer version says more', () => {
  expect(brakeStatementSchema.parse({ kind: 'drain', draining: true, ...said, more: 1 })).toEqual({ kind: 'drain', draining: true, ...said });
});

test('a release without a reason is none', () => {
  expect(releaseBrakesSchema.safeParse({ repository: 'acme/web', reason: '  ' }).success).toBe(false);
});
