import fc from 'fast-check';
import type { Run } from '#contracts';
import type { PagePlace } from '#read-model';
import { pageOf } from './run-page';

const run = (number: number, change: Partial<Run> = {}): Run => ({ id: String(number).padStart(4, '0'), createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(), status: 'running', repository: 'acme/web', featureKey: 'f', workflow: 'next-phase', ...change } as Run);
const newestFirst = (runs: readonly Run[]): Run[] => [...runs].sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
const ids = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);

/** Pages as the reader makes them: `old` is what the rows say, `now` what is true. */
function readAll(old: readonly Run[], now: readonly Run[], status: Run['status'] | undefined, limit: number): string[] {
  const current = now.filter((one) => old.find(({ id }) => id === one.id)?.status !== one.status);
  const seen: string[] = [];
  for (let from: PagePlace | undefined; ;) {
    const place = from;
    const rows = newestFirst(old).filter((one) => (!status || one.status === status) && (!place || one.createdAt < place.createdAt));
    const asNow = rows.slice(0, limit).map((one) => current.find(({ id }) => id === one.id) ?? one);
    const page = pageOf({ rows: asNow, hasMore: rows.length > limit, current, filter: status ? { status: [status] } : {}, from, limit });
    expect(page.runs.length).toBeLessThanOrEqual(limit);
    seen.push(...ids(page.runs));
    if (!page.after) return seen;
    from = page.after;
  }
}

test('paging shows every run that matches now exactly once, newest first, however old the rows are', () => {
  const statuses = fc.constantFrom<Run['status']>('running', 'failed', 'succeeded');
  const history = fc.array(fc.record({ inRows: fc.boolean(), old: statuses, now: statuses }), { maxLength: 25 });
  fc.assert(fc.property(history, fc.option(statuses, { nil: undefined }), fc.integer({ min: 1, max: 6 }), (runs, status, limit) => {
    const old = runs.flatMap((one, index) => (one.inRows ? [run(index, { status: one.old })] : []));
    const now = runs.map((one, index) => run(index, { status: one.now }));
    expect(readAll(old, now, status, limit)).toEqual(ids(newestFirst(now).filter((one) => !status || one.status === status)));
  }), { numRuns: 500 });
});

test('a failed row waits for nobody as soon as its lane has a newer run', () => {
  const failed = run(1, { status: 'failed', lane: 'l', lastSequence: 3 });
  const page = (current: Run[]): string[] => ids(pageOf({ rows: [failed], hasMore: false, current, filter: { waiting: true }, from: undefined, limit: 5 }).runs);
  expect(page([])).toEqual(['0001']);
  expect(page([run(2, { status: 'pending', lane: 'l', lastSequence: 4 })])).toEqual([]);
  expect(page([run(2, { status: 'failed', lane: 'l', lastSequence: 5 })])).toEqual(['0002']);
});

test('a run that is newer than the rows is on the first page, and the oldest row moves to the next', () => {
  const page = pageOf({ rows: [run(3), run(2)], hasMore: false, current: [run(4)], filter: {}, from: undefined, limit: 2 });
  expect(ids(page.runs)).toEqual(['0004', '0003']);
  expect(page.after).toMatchObject({ id: '0003' });
});

test('filters know a repository in any spelling', () => {
  expect(ids(pageOf({ rows: [], hasMore: false, current: [run(1), run(2, { featureKey: 'g' })], filter: { repository: 'ACME/web', featureKey: 'g', workflow: 'next-phase' }, from: undefined, limit: 5 }).runs)).toEqual(['0002']);
});
