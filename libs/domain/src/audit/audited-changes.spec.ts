import { auditedChanges, changeText } from './audited-changes';

const textsOf = (before: Parameters<typeof auditedChanges>[0]['before'], after: typeof before) => auditedChanges({ before, after }).map(changeText);

test('only what is another now has changed', () => {
  expect(textsOf({ status: 'running', phase: 'apply' }, { status: 'cancelled', phase: 'apply' })).toEqual(['status: running → cancelled']);
  expect(textsOf({ pinned: true, by: 'ada' }, { pinned: false })).toEqual(['pinned: true → false', 'by: ada → none']);
});

test('what was not there before is just there, and of what was refused nothing has changed', () => {
  expect(textsOf(null, { draining: true })).toEqual(['draining: true']);
  expect(textsOf({ enough: null }, { enough: false })).toEqual(['enough: false']);
  expect(textsOf({ status: 'failed' }, null)).toEqual([]);
});
