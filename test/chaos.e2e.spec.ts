// A short part of `npm run chaos`, always the same by its seed: what it breaks heals, and what it would find broken it says.
import { chaos, type ChaosOutcome } from '../tools/chaos/chaos';
import { tableOf } from '../tools/chaos/report';

const runs = 40;
const seed = 4;

describe('services die at the points of a stage\'s life and consumers are deleted, while forty runs are on their way', () => {
  let outcome: ChaosOutcome;
  const lines: string[] = [];

  beforeAll(async () => {
    outcome = await chaos({ runs, seed, faults: ['points', 'consumers'], real: false }, (line) => lines.push(line));
  }, 280_000);

  it('no invariant is broken: every run has one end, one task, one branch, one pull request; rows are the fold; nothing is left, and no secret is shown', () => {
    expect(outcome.breaches).toEqual([]);
  });

  it('all runs succeed, and the faults did meet some of them', () => {
    expect(outcome.results.map(({ fault, ended, lost }) => [fault, ended, lost])).toEqual([['points', { succeeded: runs }, 0], ['consumers', { succeeded: runs }, 0]]);
    for (const { met, strikes } of outcome.results) expect([met > 0, strikes > 0]).toEqual([true, true]);
    expect(lines.filter((line) => line.includes('a service died at')).length).toBeGreaterThan(3);
  });

  it('what it stored is gone, and the table has a line for each fault', () => {
    expect(lines.find((line) => line.includes('is kept in'))).toBeUndefined();
    const table = tableOf(outcome.results);
    for (const { fault } of outcome.results) expect(table).toContain(fault);
  });
});
