import { isText, previewText } from './artifact-text';

test('HTML is no text to preview', () => {
  expect(['text/plain; charset=utf-8', 'application/json', 'application/x-ndjson', 'text/x-diff', 'text/html', 'application/octet-stream', 'image/svg+xml'].map(isText)).toEqual([true, true, true, true, false, false, false]);
});

test('JSON is broken into lines, and left alone when it is cut off', () => {
  expect(previewText('{"a":1}', 'application/json')).toBe('{\n  "a": 1\n}');
  expect(previewText('{"a":', 'application/json')).toBe('{"a":');
  expect(previewText('{"a":1}\n{"b":2}', 'application/x-ndjson')).toBe('{"a":1}\n{"b":2}');
});
