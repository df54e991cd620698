// Starts the projection service: tables first, then facts into rows for as long as it runs.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { JetStreamRunLog, Questions, connectToNats } from '#bus';
import { readinessSubject } from '#contracts';
import {
  PrerequisiteRegistry, Redactor, Shutdown, createLogger, loadConfig, registerGauge, secretsOf, startOpsServer, startTelemetry, workerName, type Logger,
} from '#platform';
import { migrate } from '#read-model';
import { ProjectionState } from './projection-state';
import { Projector, defaultProjectorOptions } from './projector';

async function main(): Promise<void> {
  const config = loadConfig();
  const worker = workerName('projection');
  const redactor = new Redactor(secretsOf(config));
  const logger = createLogger({ service: 'projection', worker, level: config.log.level, redactor });
  for (const warning of config.warnings) logger.warn(warning);
  const databaseUrl = config.database.url;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: give the address of the PostgreSQL database.');
  const shutdown = new Shutdown({ logger, supervised: config.supervised });
  const telemetry = startTelemetry({ service: 'projection', worker, config });
  shutdown.onShutdown('telemetry', () => telemetry.shutdown());
  const { servers, credentialsFile } = config.nats;
  const connection = await connectToNats({ url: servers.join(','), name: worker, ...(credentialsFile ? { credentials: credentialsFile } : {}) });
  shutdown.onShutdown('NATS connection', () => connection.drain());
  const state = new ProjectionState();
  const registry = registryOf(worker, redactor, state);
  const ops = await startOpsServer({ host: config.ops.host, port: config.ops.port, registry, metricsText: telemetry.metricsText });
  shutdown.onShutdown('ops server', () => ops.close());
  const answering = new Questions(connection).answer(readinessSubject('projection'), 'projection', z.unknown(), () => registry.readiness());
  shutdown.onShutdown('readiness answers', () => answering.stop());
  gauges(state);
  await migrateWhenPossible(databaseUrl, logger);
  const projector = new Projector(await JetStreamRunLog.on(connection), { ...defaultProjectorOptions, databaseUrl }, logger, state);
  shutdown.onShutdown('projector', () => projector.stop());
  projector.start();
  logger.info({ url: ops.url }, 'ready');
}

/** A database that is away at boot is waited for: nothing is lost meanwhile, since the stream keeps it all. */
async function migrateWhenPossible(databaseUrl: string, logger: Logger): Promise<void> {
  for (let wait = 250; ; wait = Math.min(5000, wait * 2)) {
    try {
      const migrations = await migrate(databaseUrl);
      if (migrations.length > 0) logger.info({ migrations }, 'the tables are up to date');
      return;
    } catch (error) {
      logger.warn({ error }, 'the tables cannot be prepared yet');
      await pause(wait);
    }
  }
}

function registryOf(worker: string, redactor: Redactor, state: ProjectionState): PrerequisiteRegistry {
  const registry = new PrerequisiteRegistry('projection', worker, redactor);
  registry.register({
    name: 'rows', blocking: true, stages: [], ttlMs: 1000,
    check: async () => (state.role === 'projecting' || state.role === 'standby'
      ? { ok: true, detail: `${state.role}, at ${state.cursor}` }
      : { ok: false, code: 'projection.waiting', detail: state.trouble ?? state.role, remediation: 'Check that NATS and PostgreSQL can be reached; the projection goes on by itself.' }),
  });
  return registry;
}

function gauges(state: ProjectionState): void {
  registerGauge('specline_projection_cursor', 'The last sequence that this replica has brought into the rows', () => state.cursor);
  registerGauge('specline_projection_row_lag_milliseconds', 'From the time of a fact to its row, in the last batch', () => state.rowLagMilliseconds);
  registerGauge('specline_projection_facts', 'Facts that this replica has brought into the rows', () => state.facts);
  registerGauge('specline_projection_faults', 'Facts and messages that did not fit and were left out', () => state.faults + state.unreadable);
}

void main();
