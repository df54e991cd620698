// The list of runs as a table. The texts are harmless already.
import type { RunView } from '#contracts';
import { ago } from '../output/moments';
import { statusPaint } from '../output/status-paint';
import { table } from '../output/table';
import type { Colors } from '../output/terminal';
import { shortIds } from './named-run';

export function runTable(runs: readonly RunView[], { now, columns, colors }: { now: Date; columns: number | undefined; colors: Colors }): Promise<string> {
  const ids = shortIds(runs.map(({ id }) => id));
  const rows = runs.map((run) => [
    ids.get(run.id) ?? run.id,
    { text: run.status, paint: statusPaint(run.status, colors) },
    run.repository, run.featureKey, run.specPhase?.title ?? '', outcomeOf(run), ago(run.createdAt, now),
  ]);
  return table(rows, { head: ['ID', 'STATUS', 'REPOSITORY', 'FEATURE', 'PHASE', 'RESULT', 'CREATED'], paintHead: colors.bold, flexible: [4, 3, 2, 5], columns });
}

function outcomeOf({ status, failure, prNumber, dryRun, phase }: RunView): string {
  if (failure) return failure.code;
  if (prNumber !== null) return `#${prNumber}`;
  if (status === 'running' || status === 'retrying' || status === 'pending') return phase;
  return dryRun ? 'dry run' : '';
}
