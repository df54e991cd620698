// The results as a table for people.
import Table from 'cli-table3';
import type { ChaosArguments } from './chaos-arguments';
import type { RoundResult } from './round';

export function tableOf(results: readonly RoundResult[]): string {
  const table = new Table({ head: ['fault', 'strikes', 'runs', 'ended', 'lost', 'duplicated', 'met', 'moves again p50', 'max', 'over p50', 'max'], style: { head: [], border: [] } });
  for (const { fault, strikes, runs, ended, lost, duplicated, met, resumed_s, recovery_s } of results) {
    table.push([fault, strikes, runs, Object.entries(ended).map(([end, count]) => `${count} ${end}`).join(', '), lost, duplicated, met, `${resumed_s.p50} s`, `${resumed_s.max} s`, `${recovery_s.p50} s`, `${recovery_s.max} s`]);
  }
  return table.toString();
}

/** How a broken round is played again. */
export function replayOf({ fault, seed }: Pick<RoundResult, 'fault' | 'seed'>, { runs, real }: Pick<ChaosArguments, 'runs' | 'real'>): string {
  return `npm run chaos -- ${real ? '--real ' : ''}--faults ${fault} --seed ${seed} --runs ${runs}`;
}
