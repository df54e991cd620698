// Cursors that the list gave out are understood, and nothing else is.
import { pageCursorAfter, placeOf } from './page-cursor';
import { BadPageCursor } from './read-model-errors';

const run = { createdAt: '2030-01-02T03:04:05.678Z', id: '019a0000-0000-7000-8000-0000000000aa' };

test('a cursor names the place it was made of', () => {
  expect(placeOf(pageCursorAfter(run))).toEqual(run);
  expect(placeOf(pageCursorAfter({ ...run, createdAt: '2030-01-02T03:04:05Z' })).createdAt).toBe('2030-01-02T03:04:05.000Z');
});

test.each([
  ['nothing', ''], ['words', 'not-a-cursor'], ['SQL', Buffer.from("2030-01-02T03:04:05.678Z ' OR 1=1 --").toString('base64url')],
  ['a day that is none', Buffer.from(`2030-02-31T03:04:05.678Z ${run.id}`).toString('base64url')],
  ['a year that PostgreSQL does not know', Buffer.from(`0000-01-01T00:00:00.000Z ${run.id}`).toString('base64url')],
  ['a cursor with something behind it', Buffer.from(`${run.createdAt} ${run.id} x`).toString('base64url')],
])('%s is refused with what to do', (_name, cursor) => {
  expect(() => placeOf(cursor)).toThrow(BadPageCursor);
});
