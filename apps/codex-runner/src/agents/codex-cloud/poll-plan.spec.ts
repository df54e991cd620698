import { afterAsk, afterFailedList, afterPage, nextLook, nothingWatched, unwatching, watching, type PollState } from './poll-plan';

const timing = { intervalMs: 10_000, slowMs: 60_000, backoffLimitMs: 300_000 };
const start = 1_000_000;
const next = (state: PollState) => nextLook(state, timing);
const watchingTasks = (...ids: string[]) => ids.reduce((state, id) => watching(state, id, start, null), nothingWatched);
const ids = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
const page = (taskIds: string[], more: Partial<Parameters<typeof afterPage>[1]> = {}) => ({ first: true, own: true, taskIds, cursor: null, ...more });

describe('the next look', () => {
  it('is none while nothing is watched', () => {
    expect(next(nothingWatched)).toEqual({ kind: 'nothing' });
    expect(next(unwatching(watchingTasks('a'), 'a'))).toEqual({ kind: 'nothing' });
  });

  it('is a listing at once for the first task', () => {
    expect(next(watchingTasks('a'))).toEqual({ kind: 'list', cursor: null, at: 0 });
  });

  it('is the next round one interval later, whatever comes to be watched meanwhile', () => {
    const state = watching(afterPage(watchingTasks('a'), page(['a']), start, 0), 'b', start + 1, null);
    expect(next(state)).toEqual({ kind: 'list', cursor: null, at: start + 10_000 });
  });

  it('turns the page at once while a watched task was not seen and there are pages left', () => {
    const state = afterPage(watchingTasks(...ids(21)), page(ids(20), { cursor: 'c1' }), start, 0);
    expect(next(state)).toEqual({ kind: 'list', cursor: 'c1', at: start });
    expect(next(afterPage(state, page(['t20'], { first: false, cursor: 'c2' }), start + 500, 0))).toEqual({ kind: 'list', cursor: null, at: start + 10_000 });
  });

  it('turns no page when all are seen, or there is none', () => {
    expect(next(afterPage(watchingTasks(...ids(21)), page(ids(21), { cursor: 'c1' }), start, 0))).toMatchObject({ at: start + 10_000 });
    expect(next(afterPage(watchingTasks(...ids(21)), page([]), start, 0))).toMatchObject({ at: start + 10_000 });
  });

  it('reads one page per twenty watched tasks and no more', () => {
    let state = afterPage(watchingTasks(...ids(60)), page([], { cursor: 'c1' }), start, 0);
    state = afterPage(state, page([], { first: false, cursor: 'c2' }), start, 0);
    expect(next(state)).toMatchObject({ cursor: 'c2' });
    expect(next(afterPage(state, page([], { first: false, cursor: 'c3' }), start, 0))).toMatchObject({ cursor: null });
  });
});

it('tasks that leave because they were seen take no page from those that wait', () => {
  const read = afterPage(watchingTasks(...ids(21)), page(ids(20), { cursor: 'c1' }), start, 0);
  expect(next(ids(20).reduce(unwatching, read))).toMatchObject({ kind: 'list', cursor: 'c1' });
});

describe('a task that the listing does not show', () => {
  const unlisted = afterPage(watchingTasks('a', 'b'), page([], { cursor: 'more' }), start + 55_000, 0);

  it('is asked for by itself at the slow rate', () => {
    expect(next(unlisted)).toEqual({ kind: 'ask', taskId: 'a', at: start + 60_000 });
    const asked = afterAsk(unlisted, 'a', start + 60_100);
    expect(next(afterPage(asked, page(['b']), start + 119_000, 0))).toEqual({ kind: 'ask', taskId: 'a', at: start + 120_100 });
  });

  it('is not asked for in the interval in which another one was', () => {
    const asked = afterAsk(unlisted, 'a', start + 60_000);
    expect(next(asked)).toEqual({ kind: 'list', cursor: null, at: start + 65_000 });
    expect(next(afterPage(asked, page([]), start + 65_000, 0))).toEqual({ kind: 'ask', taskId: 'b', at: start + 70_000 });
  });

  it('is not asked for before a listing was read, nor while listings fail', () => {
    expect(next(watchingTasks('a')).kind).toBe('list');
    expect(next(afterFailedList(unlisted, start + 58_000)).kind).toBe('list');
  });
});

describe('a listing of another poller', () => {
  const followed = (jitter: number) => afterPage(watchingTasks('a'), page(['a'], { own: false }), start, jitter);

  it('replaces one\'s own, which is due half an interval and the jitter later than the leader\'s', () => {
    expect(next(followed(0))).toEqual({ kind: 'list', cursor: null, at: start + 15_000 });
    expect(next(followed(1))).toEqual({ kind: 'list', cursor: null, at: start + 20_000 });
  });

  it('is read on from its end by the one that misses a task, after the leader had time to', () => {
    const state = afterPage(watchingTasks(...ids(21)), page(['a'], { own: false, cursor: 'c1' }), start, 0);
    expect(next(state)).toEqual({ kind: 'list', cursor: 'c1', at: start + 5_000 });
  });

  it('without its beginning does not count', () => {
    expect(afterPage(watchingTasks('a'), page(['a'], { first: false, own: false }), start, 0)).toEqual(watchingTasks('a'));
  });
});

describe('after failures', () => {
  it('the pause doubles up to its limit', () => {
    let state = afterPage(watchingTasks('a'), page(['a']), start, 0);
    const pauses = [1, 2, 3, 4, 5, 6].map(() => {
      state = afterFailedList(state, start + 100_000);
      return next(state).kind === 'list' ? (next(state) as { at: number }).at - start - 100_000 : null;
    });
    expect(pauses).toEqual([20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('one page that was read, by whomever, ends it', () => {
    const state = afterPage(afterFailedList(watchingTasks('a'), start), page(['a'], { own: false }), start + 1, 0);
    expect(next(state)).toMatchObject({ at: start + 15_001 });
  });
});

it('a task that a fresh listing showed before it was watched counts as seen', () => {
  const read = afterPage(watchingTasks(...ids(20)), page([], { cursor: 'c1' }), start, 0);
  const seen = ids(20).reduce((state, id) => watching(state, id, start + 1, start), read);
  expect(next(watching(seen, 'late', start + 1, start))).toEqual({ kind: 'list', cursor: null, at: start + 10_000 });
  expect(next(watching(seen, 'late', start + 1, null))).toEqual({ kind: 'list', cursor: 'c1', at: start });
});
