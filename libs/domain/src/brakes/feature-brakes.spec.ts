import fc from 'fast-check';
import type { BrakeLimits, RunStatus } from '#contracts';
import { featureBrakes } from './feature-brakes';
import type { PastRun, Releases } from './past-run';
import { reviewBrake } from './review-brake';

const limits: BrakeLimits = { noProgress: 3, allowance: 4, failures: 3, unreviewed: 2 };
const none: BrakeLimits = { noProgress: 0, allowance: 0, failures: 0, unreviewed: 0 };
const now = new Date('2026-03-05T12:00:00.000Z');
/** Hour 0 is noon of the day before, hour 24 is now. */
const hour = (number: number): string => new Date(Date.UTC(2026, 2, 4, 12) + number * 3_600_000).toISOString();

let count = 0;
function past(at: number, change: Partial<PastRun> = {}): PastRun {
  count += 1;
  return { id: String(count), status: 'succeeded', failureCode: null, tasksDigest: `sha256:${String(count).repeat(16)}`, headSha: null, prUrl: null, dryRun: false, createdAt: hour(at), finishedAt: hour(at + 0.5), ...change };
}
const failed = (at: number, failureCode = 'codex.no_diff', change: Partial<PastRun> = {}): PastRun => past(at, { status: 'failed', failureCode, ...change });
const judge = (runs: PastRun[], releases: Releases = {}, by: BrakeLimits = limits) => featureBrakes({ runs, limits: by, releases, now });
const codes = (...question: Parameters<typeof judge>): string[] => judge(...question).map(({ code }) => code);

describe('a feature whose runs fail', () => {
  test('is paused after as many failures in a row as are allowed, and told by what', () => {
    expect(codes([failed(1), failed(2)])).toEqual([]);
    expect(judge([failed(1), failed(3, 'patch.conflict'), failed(2)])).toMatchObject([{ code: 'brake.repeated_failures', count: 3, limit: 3, since: hour(3.5), until: null, message: expect.stringContaining('(patch.conflict, codex.no_diff)') }]);
  });

  test('goes on when one of them succeeded, or was not there to fail', () => {
    expect(codes([failed(1), failed(2), past(3), failed(4)])).toEqual([]);
    expect(codes([failed(1), failed(2), failed(3, 'x', { dryRun: true }), past(4, { status: 'cancelled' })])).toEqual([]);
    expect(codes([failed(1), failed(2), failed(3), past(4, { status: 'cancelled' })])).toEqual(['brake.repeated_failures']);
    expect(codes([failed(1), failed(2), past(3, { status: 'retrying', finishedAt: null })])).toEqual([]);
  });

  test('counts from the release on', () => {
    const runs = [failed(1), failed(2), failed(3)];
    expect(codes(runs, { 'brake.repeated_failures': hour(4) })).toEqual([]);
    expect(codes([...runs, failed(5), failed(6)], { 'brake.repeated_failures': hour(4) })).toEqual([]);
    expect(codes([...runs, failed(5), failed(6), failed(7)], { 'brake.repeated_failures': hour(4) })).toEqual(['brake.repeated_failures']);
    expect(codes(runs, { 'brake.no_progress': hour(4) })).toEqual(['brake.repeated_failures']);
  });
});

describe('a feature that does not go on', () => {
  const same = { tasksDigest: 'sha256:aaaaaaaaaaaaaaaa' };

  test('is parked when its runs find the same tasks.md over and over, with the pull request that waits', () => {
    expect(codes([past(1, same), past(2, same)])).toEqual([]);
    expect(judge([past(1, same), past(2, same), past(3, { ...same, prUrl: 'https://github.test/acme/web/pull/7' })])).toMatchObject([
      { code: 'brake.no_progress', count: 3, message: expect.stringMatching(/3 runs in a row found the same tasks\.md \(aaaaaaaaaaaa\).*pull\/7/), remediation: expect.stringContaining('merge') },
    ]);
  });

  test('is parked when its runs publish the same commit over and over', () => {
    expect(judge([past(1, { headSha: 'b'.repeat(40) }), past(2, { headSha: 'b'.repeat(40) }), past(3, { headSha: 'b'.repeat(40) })])).toMatchObject([{ code: 'brake.no_progress', message: expect.stringContaining('the same commit (bbbbbbbbbbbb)') }]);
  });

  test('goes on when tasks.md has changed; a run that never read it, and one that found no work, say nothing', () => {
    expect(codes([past(1, same), past(2, same), past(3)])).toEqual([]);
    expect(codes([past(1, same), past(2, same), failed(3, 'repository.not_found', { tasksDigest: null })])).toEqual([]);
    expect(codes([past(1, same), past(2, same), failed(3, 'x', { tasksDigest: null }), past(4, same)])).toEqual(['brake.no_progress']);
    expect(codes([past(1, { ...same, status: 'no_work' }), past(2, { ...same, status: 'no_work' }), past(3, { ...same, status: 'no_work' })])).toEqual([]);
  });

  test('counts from the release on', () => {
    const runs = [past(1, same), past(2, same), past(3, same)];
    expect(codes(runs, { 'brake.no_progress': hour(3.6) })).toEqual([]);
    expect(codes([...runs, past(4, same)], { 'brake.no_progress': hour(3.6) })).toEqual([]);
  });
});

describe('the allowance of a day', () => {
  const four = [13, 14, 15, 16].map((at) => past(at));

  test('is used up by the runs of the day in UTC, dry runs and those under way among them, and comes again at midnight', () => {
    expect(codes([past(11.5), ...four.slice(1)])).toEqual([]);
    expect(judge(four)).toMatchObject([{ code: 'brake.allowance_used', count: 4, limit: 4, until: '2026-03-06T00:00:00.000Z' }]);
    expect(codes([past(13, { dryRun: true }), ...four.slice(2), past(17, { status: 'running', finishedAt: null })])).toEqual(['brake.allowance_used']);
    expect(codes([past(13, { status: 'no_work' }), ...four.slice(1)])).toEqual([]);
  });

  test('is given once more by a release', () => {
    expect(codes(four, { 'brake.allowance_used': hour(17) })).toEqual([]);
    expect(codes([...four, past(18), past(19), past(20), past(21)], { 'brake.allowance_used': hour(17) })).toEqual(['brake.allowance_used']);
  });
});

describe('pull requests that wait for a review', () => {
  const waiting = [{ number: 9, createdAt: hour(2) }, { number: 4, createdAt: hour(1) }];

  test('hold the repository when there are as many as may be, and are named', () => {
    expect(reviewBrake({ waiting: waiting.slice(1), limits, releases: {} })).toBeUndefined();
    expect(reviewBrake({ waiting: waiting.slice(1), limits: { unreviewed: 1 }, releases: {} })).toMatchObject({ message: expect.stringContaining('1 pull request of Specline is open in this repository (#4)') });
    expect(reviewBrake({ waiting, limits, releases: {} })).toMatchObject({ code: 'brake.unreviewed_pull_requests', count: 2, limit: 2, since: hour(2), message: expect.stringContaining('(#4, #9)') });
  });

  test('that were there before a release do not count', () => {
    expect(reviewBrake({ waiting, limits, releases: { 'brake.unreviewed_pull_requests': hour(1.5) } })).toBeUndefined();
    expect(reviewBrake({ waiting, limits: none, releases: {} })).toBeUndefined();
  });
});

describe('whatever the runs', () => {
  const status = fc.constantFrom<RunStatus>('succeeded', 'failed', 'no_work', 'no_changes', 'cancelled', 'running');
  const run = fc.record({ at: fc.integer({ min: 0, max: 23 }), status, tasksDigest: fc.constantFrom('a', 'b', null), headSha: fc.constantFrom('c', null), dryRun: fc.boolean() })
    .map(({ at, ...change }) => past(at, { ...change, ...(change.status === 'running' ? { finishedAt: null } : {}) }));
  const runs = fc.array(run, { maxLength: 12 });

  test('without limits nothing holds, and a release at this moment lets everything go', () => {
    fc.assert(fc.property(runs, (all) => {
      expect(judge(all, {}, none)).toEqual([]);
      const later = now.toISOString();
      expect(judge(all, { 'brake.allowance_used': later, 'brake.no_progress': later, 'brake.repeated_failures': later })).toEqual([]);
    }));
  });

  test('the order in which they are told makes no difference, and no brake holds below its limit', () => {
    fc.assert(fc.property(runs, fc.integer({ min: 1, max: 5 }), (all, limit) => {
      const by = { noProgress: limit, allowance: limit, failures: limit, unreviewed: limit };
      const distinct = all.map((one, index) => ({ ...one, finishedAt: one.finishedAt && new Date(Date.parse(one.finishedAt) + index).toISOString() }));
      const held = judge(distinct, {}, by);
      expect(judge([...distinct].reverse(), {}, by)).toEqual(held);
      for (const brake of held) expect(brake.count).toBeGreaterThanOrEqual(limit);
    }));
  });
});
