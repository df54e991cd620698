// What an operator may ask of the projection beside running: `--verify` compares the rows with the stream, `--rebuild` makes them equal.
import type { RunLog } from '#bus';
import type { ProjectionLog } from './projection-turn';
import { fieldsOf, rebuildRows, verifyRows } from './refold';

export type Maintenance = 'verify' | 'rebuild';

/** @throws Error for any other argument */
export function maintenanceIn(parameters: readonly string[]): Maintenance | undefined {
  const [first, ...others] = parameters;
  if (first === undefined) return undefined;
  if (others.length === 0 && first === '--verify') return 'verify';
  if (others.length === 0 && first === '--rebuild') return 'rebuild';
  throw new Error(`The projection does not know ${parameters.join(' ')}: give nothing to run it, --verify to compare the rows with the stream, or --rebuild to make them equal.`);
}

/** @returns the exit code: 1 when rows and stream differ */
export async function maintain(task: Maintenance, log: RunLog, databaseUrl: string, logger: ProjectionLog): Promise<number> {
  if (task === 'rebuild') {
    logger.info(await rebuildRows(log, databaseUrl), 'the rows are rebuilt');
    return 0;
  }
  const { upTo, count, differences } = await verifyRows(log, databaseUrl);
  for (const difference of differences) logger.error({ table: difference.table, row: keyOf(difference.live ?? difference.folded), fields: fieldsOf(difference) }, 'a row differs from the stream');
  if (count > 0) logger.error({ upTo, count }, 'rows differ from the stream: --rebuild makes them equal');
  else logger.info({ upTo }, 'the rows are what the stream says');
  return count > 0 ? 1 : 0;
}

function keyOf(row: Record<string, unknown> | null): Record<string, unknown> {
  const { id, run_id, ordinal, sequence } = row ?? {};
  return { id, run_id, ordinal, sequence };
}
