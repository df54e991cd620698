import { fact, requested } from '../../../../libs/contracts/fixtures/sample-facts';
import { fateOf } from './job-fate';

const now = new Date('2026-01-01T12:00:00.000Z');
const minutesAgo = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
const fateAfter = (last: Parameters<typeof fateOf>[0]['last'], partAge = 1) => fateOf({ last, newestPartAt: new Date(minutesAgo(partAge)), now, graceMinutes: 60 }).fate;

describe('what a run has in Docker', () => {
  it.each([
    ['waits for its stage', requested({ at: minutesAgo(600) })],
    ['has announced a call', fact({ stage: 'specify', state: 'intended', next: 'none', at: minutesAgo(600) })],
    ['is retried by itself', fact({ stage: 'plan', state: 'failed', next: 'plan', at: minutesAgo(600) })],
    ['was retried by an operator', fact({ stage: 'run', state: 'retried', next: 'plan', at: minutesAgo(600) })],
    ['failed a moment ago', fact({ stage: 'plan', state: 'failed', next: 'none', at: minutesAgo(59) })],
  ])('stays while the run %s', (_, last) => {
    expect(fateAfter({ fact: last }, 600)).toBe('leave');
  });

  it.each([
    ['has succeeded', fact({ stage: 'finalize', state: 'succeeded', next: 'none', at: minutesAgo(0) })],
    ['was cancelled', fact({ stage: 'run', state: 'cancelled', next: 'none', at: minutesAgo(0) })],
    ['failed and was left alone', fact({ stage: 'plan', state: 'failed', next: 'none', at: minutesAgo(60) })],
  ])('goes when the run %s', (_, last) => {
    expect(fateAfter({ fact: last })).toBe('remove');
  });

  it('stays for a quarter of an hour when nobody knows the run', () => {
    expect([fateAfter(undefined, 14), fateAfter(undefined, 15)]).toEqual(['leave', 'remove']);
  });
});
