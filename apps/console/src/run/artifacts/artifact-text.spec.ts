import { isText, previewText, sizeText } from './artifact-text';

test('HTML is no text to preview', () => {
  expect(['text/plain; charset=utf-8', 'application/json', 'application/x-ndjson', 'text/x-diff', 'text/html', 'application/octet-stream', 'image/svg+xml'].map(isText)).toEqual([true, true, true, true, false, false, false]);
});

test('JSON is broken into lines, and left alone when it is cut off', () => {
  expect(previewText('{"a":1}', 'application/json')).toBe('{\n  "a": 1\n}');
  expect(previewText('{"a":', 'application/json')).toBe('{"a":');
  expect(previewText('{"a":1}\n{"b":2}', 'application/x-ndjson')).toBe('{"a":1}\n{"b":2}');
});

test('sizes have one unit', () => expect([0, 999, 1536, 250_000, 25_000_000].map(sizeText)).toEqual(['0 B', '999 B', '1.5 kB', '250 kB', '25 MB']));
