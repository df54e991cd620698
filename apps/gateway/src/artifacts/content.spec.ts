import { contentHeaders, rangeOf } from './content';

test.each([
  [undefined, undefined], ['bytes=0-', { start: 0, end: 9 }], ['bytes=3-5', { start: 3, end: 5 }], ['bytes=3-99', { start: 3, end: 9 }], ['bytes=-4', { start: 6, end: 9 }], ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=10-', 'none'], ['bytes=-0', 'none'], ['bytes=5-3', undefined], ['bytes=0-1,3-4', undefined], ['bytes=-', undefined], ['items=0-1', undefined], ['bytes=1e1-', undefined],
])('of ten bytes %j asks for %j', (header, expected) => {
  expect(rangeOf(header, 10)).toEqual(expected);
});

test('an empty artifact has no range', () => {
  expect(rangeOf('bytes=0-', 0)).toBe('none');
});

test.each(['text/plain; charset=utf-8', 'application/json', 'application/x-ndjson', 'text/x-diff; charset=utf-8'])('%s may be shown', (contentType) => {
  expect(contentHeaders({ path: 'r/apply-1-codex_patch.patch', contentType, digest: 'sha256:1' }, false)).toMatchObject({ 'content-type': contentType, 'content-disposition': 'inline; filename="apply-1-codex_patch.patch"' });
});

test.each(['text/html', 'image/svg+xml', 'text/plainx', 'application/xhtml+xml', ''])('%j is a download without a type', (contentType) => {
  expect(contentHeaders({ path: 'r/x.html', contentType, digest: 'sha256:1' }, false)).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="x.html"', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
});

test('a name cannot end its header', () => {
  expect(contentHeaders({ path: 'r/a"\r\nset-cookie: x=1', contentType: 'text/plain', digest: 'd' }, false)['content-disposition']).toBe('inline; filename="a___set-cookie__x_1"');
});

test('what grows has no digest yet', () => {
  expect(contentHeaders({ path: 'r/x', contentType: 'text/plain', digest: 'sha256:1' }, true)).not.toHaveProperty('etag');
});
