// The connections on which the read model is asked. They open when first used, and again after PostgreSQL was away.
import { Pool } from 'pg';
import { postgresAddress } from './postgres-address';
import { databaseError } from './read-model-errors';

export interface ReadModelOptions {
  databaseUrl: string;
  /** Connections at most; 4 unless told. */
  connections?: number;
  /** How long to wait for a connection; 2000 ms unless told. */
  connectMilliseconds?: number;
  /** How long a statement may take; 5000 ms unless told. */
  statementMilliseconds?: number;
}

export class Database {
  private readonly pool: Pool;

  constructor({ databaseUrl, connections = 4, connectMilliseconds = 2000, statementMilliseconds = 5000 }: ReadModelOptions) {
    this.pool = new Pool({
      ...postgresAddress(databaseUrl), max: connections, connectionTimeoutMillis: connectMilliseconds, keepAlive: true, application_name: 'specline-read-model',
      statement_timeout: statementMilliseconds, query_timeout: statementMilliseconds + 1000, idleTimeoutMillis: 60_000,
    });
    // An idle connection that breaks is no news: the next question opens another.
    this.pool.on('error', () => undefined);
  }

  /** A named statement is parsed and planned once per connection. @throws ReadModelUnavailable */
  async ask<R>(name: string | undefined, text: string, values: unknown[] = []): Promise<R[]> {
    try {
      const { rows } = await this.pool.query({ ...(name ? { name } : {}), text, values });
      return rows as R[];
    } catch (error) {
      throw databaseError(error);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
