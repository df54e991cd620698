// Only what PostgreSQL cannot hold is replaced.
import fc from 'fast-check';
import { sameOnceStored, storableJson } from './storable-json';

const unstorable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

test('NUL and lone surrogates become U+FFFD, in keys too, and nothing else changes', () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('\\', 'u', '0', '\u0000', '\ud800', '\udfff', '\u001b', '"', '😀', 'd'), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' })), maxLength: 30 });
  fc.assert(fc.property(text, text, (key, value) => {
    expect(JSON.parse(storableJson([{ [`k${key}`]: value }]))).toEqual([{ [`k${key.replace(unstorable, '\ufffd')}`]: value.replace(unstorable, '\ufffd') }]);
  }), { numRuns: 2000 });
});

test('ordinary JSON is left alone', () => {
  const value = { text: 'ä \\u0000 \u001b[31m', list: [1, null, true] };
  expect(storableJson(value)).toBe(JSON.stringify(value));
});

test('two values are the same once stored exactly when their JSON is', () => {
  const text = fc.constantFrom('a', 'b', 'a\u0000', 'a\ufffd', 'a\ud800');
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, text, fc.constantFrom(0, 1, true, null), fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', '0'), tie('value'), { maxKeys: 2, noNullPrototype: true })),
  })).value;
  const sorted = (value: unknown): string => JSON.stringify(JSON.parse(storableJson(value)), (_key, inner: unknown) => (
    inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner));
  fc.assert(fc.property(json, json, (one, other) => {
    expect(sameOnceStored(one, other)).toBe(sorted(one) === sorted(other));
    expect(sameOnceStored(one, JSON.parse(storableJson(one)))).toBe(true);
  }), { numRuns: 2000 });
});
