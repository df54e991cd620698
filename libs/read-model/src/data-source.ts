// The database as TypeORM sees it: tables and migrations as classes, brought up to date by whichever service comes first.
import { DataSource, MigrationExecutor, QueryFailedError, type QueryRunner } from 'typeorm';
import { RunTables1764000000000 } from './migrations/1764000000000-run-tables';
import { ConsoleQueries1764200000000 } from './migrations/1764200000000-console-queries';
import { WebhookDeliveries1764300000000 } from './migrations/1764300000000-webhook-deliveries';
import { ArtifactKeeping1764400000000 } from './migrations/1764400000000-artifact-keeping';
import { EmbeddingCache1764600000000 } from './migrations/1764600000000-embedding-cache';
import { RunDigests1764700000000 } from './migrations/1764700000000-run-digests';
import { FillRunDigests1764700001000 } from './migrations/1764700001000-fill-run-digests';
import { postgresAddress } from './postgres-address';
import { databaseError } from './read-model-errors';
import { deliveriesTable, embeddingsTable, feedbackTable, keepingTable, tables } from './tables';

/** One connection, for migrations and for comparing the schema; questions go through `ReadModel`. */
export function createDataSource(databaseUrl: string): DataSource {
  const { connectionString, ssl } = postgresAddress(databaseUrl);
  return new DataSource({
    type: 'postgres', url: connectionString, ssl, entities: [...tables, feedbackTable, deliveriesTable, keepingTable, embeddingsTable], synchronize: false, logging: false,
    migrations: [RunTables1764000000000, ConsoleQueries1764200000000, WebhookDeliveries1764300000000, ArtifactKeeping1764400000000, EmbeddingCache1764600000000, RunDigests1764700000000, FillRunDigests1764700001000],
    connectTimeoutMS: 2000, poolSize: 1, installExtensions: false, applicationName: 'specline-migrations',
    migrationsTableName: 'specline_migrations',
  });
}

const migrationLock = [0x5350_4543, 2];

/**
 * Brings the database up to date. Several services may do so at once: one works, the others wait for it and find nothing left to do.
 * @returns the names of the migrations that this call has run
 * @throws ReadModelUnavailable
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const source = createDataSource(databaseUrl);
  try {
    await source.initialize();
    const runner = source.createQueryRunner();
    try {
      return await migrateAlone(source, runner);
    } finally {
      await runner.release();
    }
  } catch (error) {
    throw databaseError(error instanceof QueryFailedError ? error.driverError : error);
  } finally {
    // Ends the connection, and with it the lock.
    if (source.isInitialized) await source.destroy();
  }
}

async function migrateAlone(source: DataSource, runner: QueryRunner): Promise<string[]> {
  await runner.query('SELECT pg_advisory_lock($1, $2)', migrationLock);
  const executor = new MigrationExecutor(source, runner);
  // What one of them locks is free before the next one begins.
  executor.transaction = 'each';
  return (await executor.executePendingMigrations()).map((migration) => migration.name);
}
