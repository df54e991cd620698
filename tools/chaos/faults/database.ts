// PostgreSQL has no connection left, or its rows are gone, as after a failover to an empty one.
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Fault } from './fault';

const seconds = 6;

export const database: Fault = {
  strikes: 3, seconds: 40,
  strike: async ({ stack }, random) => {
    const { databaseUrl } = stack.infrastructure;
    if (random.chance(0.5)) return emptied(databaseUrl);
    const taken = await everyConnection(databaseUrl);
    await pause(seconds * 1000);
    await Promise.all(taken.map((client) => client.end()));
    return `${taken.length} connections of PostgreSQL were taken for ${seconds} s`;
  },
};

async function everyConnection(connectionString: string): Promise<Client[]> {
  const taken: Client[] = [];
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch {
      return taken;
    }
  }
}

async function emptied(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  // Who holds rows open would wait for the other for ever.
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
  await client.query('DROP SCHEMA public CASCADE');
  await client.query('CREATE SCHEMA public');
  await client.end();
  return 'the database was replaced by an empty one';
}
