// The rows in PostgreSQL are the fold of the stream, as `--verify` of the projection finds.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ReadModel } from '#read-model';
import { serviceDefinition } from '../../stack/services';
import { until } from '../../stack/until';
import type { Invariant } from './invariant';

const run = promisify(execFile);
const patience = 60_000;

export const rowsEqualFacts: Invariant = async ({ scene: { installation, log, stack } }) => {
  const rows = new ReadModel({ databaseUrl: stack.infrastructure.databaseUrl });
  try {
    const { lastSequence } = await log.state();
    await until('the rows have caught up', async () => ((await rows.cursor().catch(() => 0)) >= lastSequence ? true : undefined), patience, 100);
    const { parameters, environment, cwd } = serviceDefinition('projection', installation.options);
    await run(process.execPath, [...parameters, '--verify'], { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 });
    return [];
  } catch (error) {
    const { message, stdout = '' } = error as Error & { stdout?: string };
    return [`the rows are not what the stream says: ${stdout.slice(-2000) || message}`];
  } finally {
    await rows.close();
  }
};
