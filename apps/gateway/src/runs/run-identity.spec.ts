import { ApiProblem } from '../problems/api-problem';
import { digestOf, idempotencyKeyOf, runIdOf } from './run-identity';

test('the same principal, lane and key are the same run; without a key every run is new', () => {
  expect(runIdOf('ada', 'a~b~c', 'k')).toBe(runIdOf('ada', 'a~b~c', 'k'));
  expect(runIdOf('ada', 'a~b~c', undefined)).not.toBe(runIdOf('ada', 'a~b~c', undefined));
});

test.each([['bob', 'a~b~c', 'k'], ['ada', 'a~b~d', 'k'], ['ada', 'a~b~c', 'l'], ['ada\na~b~c', 'k', '']])('another principal, lane or key is another run (%j)', (...other) => {
  expect(runIdOf(...other)).not.toBe(runIdOf('ada', 'a~b~c', 'k'));
});

test('a key is one printable word', () => {
  expect(idempotencyKeyOf(undefined)).toBeUndefined();
  expect(idempotencyKeyOf('b7c1/1')).toBe('b7c1/1');
  for (const wrong of ['', 'a b', 'ü', 'x'.repeat(201), 'a\u0000', ['a', 'b']]) expect(() => idempotencyKeyOf(wrong)).toThrow(ApiProblem);
});

test('equal requests have equal digests', () => {
  expect(digestOf({ repository: 'a/b' })).toBe(digestOf({ repository: 'a/b' }));
  expect(digestOf({ repository: 'a/b' })).not.toBe(digestOf({ repository: 'a/c' }));
});
