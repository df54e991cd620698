// Others are in the way in PostgreSQL: the rows are locked for some seconds, or whoever writes them is the victim of a deadlock.
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { until } from '../../stack/until';
import type { Random } from '../random';
import type { Fault } from './fault';

export const contention: Fault = {
  strikes: 6, seconds: 50,
  strike: async ({ stack }, random) => {
    const client = new Client({ connectionString: stack.infrastructure.databaseUrl });
    await client.connect();
    try {
      return await random.pick([locked, deadlock])(client, random);
    } finally {
      await client.end();
    }
  },
};

async function locked(client: Client, random: Random): Promise<string> {
  const seconds = Math.round(random.between(3, 15));
  await client.query('BEGIN');
  await client.query('LOCK TABLE spec_workflow_runs IN ACCESS EXCLUSIVE MODE');
  await pause(seconds * 1000);
  await client.query('ROLLBACK');
  return `the rows were locked for ${seconds} s`;
}

/** The writer takes the cursor first and the runs later; this session takes them the other way round, and waits longer until it looks for a deadlock. */
async function deadlock(client: Client): Promise<string> {
  await client.query(`SET deadlock_timeout = '1min'`);
  await client.query('BEGIN');
  await client.query('LOCK TABLE spec_workflow_runs IN EXCLUSIVE MODE');
  const waiting = async (): Promise<true | undefined> => ((await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount ?? 0) > 0 || undefined;
  const met = await until('the writer waits', waiting, 10_000, 20).catch(() => false);
  if (met) await client.query('LOCK TABLE projection_cursor IN EXCLUSIVE MODE');
  await client.query('ROLLBACK');
  return met ? 'whoever wrote rows was the victim of a deadlock' : 'nobody wrote rows';
}
