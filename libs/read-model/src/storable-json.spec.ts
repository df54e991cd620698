// Only what PostgreSQL cannot hold is replaced.
import fc from 'fast-check';
import { storableJson } from './storable-json';

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
