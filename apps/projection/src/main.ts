// Starts the projection service: tables first, then facts into rows for as long as it runs. `--verify` and `--rebuild` look after the rows and end.
import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';
import { openArtifactStore } from '#artifacts';
import { JetStreamRunLog, Questions, connectInstallation, type RunLog } from '#bus';
import { readinessSubject } from '#contracts';
import {
  PrerequisiteRegistry, Redactor, Shutdown, createLogger, loadConfig, registerCounter, registerGauge, secretsOf, startOpsServer, startTelemetry, workerName, type Logger,
} from '#platform';
import { ReadModel, migrate } from '#read-model';
import { EmbeddingAnswers } from './embedding-answers';
import { maintain, maintenanceIn, type Maintenance } from './maintenance';
import { ProjectionState } from './projection-state';
import { Projector, defaultProjectorOptions } from './projector';
import { Retention } from './retention/retention';
import { RunPruning } from './retention/run-pruning';
import { webhookCheck } from './webhooks/webhook-health';
import { WebhookPost } from './webhooks/webhook-post';
import { WebhookTally } from './webhooks/webhook-tally';
import { Webhooks, attemptLimit } from './webhooks/webhooks';

const config = loadConfig();
const worker = workerName('projection');
const redactor = new Redactor(secretsOf(config));
const logger = createLogger({ service: 'projection', worker, level: config.log.level, redactor });

async function main(task: Maintenance | undefined): Promise<void> {
  for (const warning of config.warnings) logger.warn(warning);
  const databaseUrl = config.database.url;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: give the address of the PostgreSQL database.');
  if (task) process.exit(await maintainOnce(task, databaseUrl));
  await serve(databaseUrl);
}

async function maintainOnce(task: Maintenance, databaseUrl: string): Promise<number> {
  const connection = await connectInstallation(config.nats, worker);
  await migrate(databaseUrl);
  const code = await maintain(task, await JetStreamRunLog.on(connection), databaseUrl, logger);
  await connection.close();
  return code;
}

async function serve(databaseUrl: string): Promise<void> {
  const shutdown = new Shutdown({ logger, supervised: config.supervised });
  const telemetry = startTelemetry({ service: 'projection', worker, config });
  shutdown.onShutdown('telemetry', () => telemetry.shutdown());
  const connection = await connectInstallation(config.nats, worker);
  shutdown.onShutdown('NATS connection', () => connection.drain());
  shutdown.endWithout('the NATS connection', connection.closed());
  const state = new ProjectionState();
  const rows = new ReadModel({ databaseUrl });
  shutdown.onShutdown('PostgreSQL connections', () => rows.close());
  const registry = registryOf(state);
  registry.register(webhookCheck(rows.webhooks, config.webhooks.receivers.map(({ name }) => name)));
  const ops = await startOpsServer({ host: config.ops.host, port: config.ops.port, registry, metricsText: () => telemetry.metricsText() });
  shutdown.onShutdown('ops server', () => ops.close());
  const questions = new Questions(connection);
  const answering = questions.answer(readinessSubject('projection'), 'projection', z.unknown(), () => registry.readiness());
  shutdown.onShutdown('readiness answers', () => answering.stop());
  const log = await JetStreamRunLog.on(connection);
  const retention = await retentionOn(connection, log, rows, databaseUrl);
  registry.register(retention.check());
  gauges(state, log);
  await migrateWhenPossible(databaseUrl, logger);
  const projector = new Projector(log, { ...defaultProjectorOptions, databaseUrl }, logger, state);
  shutdown.onShutdown('projector', () => projector.stop());
  projector.start();
  shutdown.onShutdown('retention', () => retention.stop());
  retention.start();
  const webhooks = webhooksOn(connection, log, rows);
  shutdown.onShutdown('webhooks', () => webhooks.stop());
  webhooks.start();
  const embeddings = new EmbeddingAnswers(questions, rows.embeddings, logger);
  shutdown.onShutdown('embedding answers', () => embeddings.stop());
  embeddings.start();
  logger.info({ url: ops.url }, 'ready');
}

async function retentionOn(connection: NatsConnection, log: RunLog, rows: ReadModel, databaseUrl: string): Promise<Retention> {
  const store = await openArtifactStore(connection, config.artifacts);
  const pruning = new RunPruning({ store, log, keeping: rows.keeping, retentionDays: config.artifacts.retentionDays, now: () => new Date() });
  const retention = new Retention({ databaseUrl, store, rows, pruning, logger });
  registerCounter('specline_artifacts_removed_total', 'Artifacts that were removed because they had expired', () => [{ value: retention.removed.artifacts }]);
  registerCounter('specline_artifact_bytes_removed_total', 'Their bytes', () => [{ value: retention.removed.bytes }]);
  return retention;
}

function webhooksOn(connection: NatsConnection, log: RunLog, rows: ReadModel): Webhooks {
  const { receivers, privateAddresses } = config.webhooks;
  const post = new WebhookPost({ timeLimitMilliseconds: attemptLimit, privateAddresses, proxy: config.proxy }, redactor);
  const tally = new WebhookTally();
  registerCounter('specline_webhook_attempts_total', 'Attempts to deliver to a webhook, by what became of the delivery', () => tally.readings);
  return new Webhooks({ connection, log, rows, receivers, post, tally, publicUrl: config.api.publicUrl, redactor, logger });
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

function registryOf(state: ProjectionState): PrerequisiteRegistry {
  const registry = new PrerequisiteRegistry('projection', worker, redactor);
  registry.register({
    name: 'rows', blocking: true, stages: [], ttlMs: 1000,
    check: async () => (state.role === 'projecting' || state.role === 'standby'
      ? { ok: true, detail: `${state.role}, at ${state.cursor}` }
      : { ok: false, code: 'projection.waiting', detail: state.trouble ?? state.role, remediation: 'Check that NATS and PostgreSQL can be reached; the projection goes on by itself.' }),
  });
  return registry;
}

function gauges(state: ProjectionState, log: RunLog): void {
  registerGauge('specline_projection_cursor', 'The last sequence that this replica has brought into the rows', () => state.cursor);
  registerGauge('specline_projection_lag', 'Messages of the stream that are not in the rows yet, while this replica projects', async () => (
    state.role === 'projecting' ? [{ value: (await log.state()).lastSequence - state.cursor }] : []));
  registerGauge('specline_projection_row_lag_milliseconds', 'From the time of a fact to its row, in the last batch', () => state.rowLagMilliseconds);
  registerGauge('specline_projection_facts', 'Facts that this replica has brought into the rows', () => state.facts);
  registerGauge('specline_projection_faults', 'Facts and messages that did not fit and were left out', () => state.faults + state.unreadable);
}

Promise.resolve().then(() => main(maintenanceIn(process.argv.slice(2)))).catch((error: unknown) => {
  logger.fatal({ error }, 'the projection could not start');
  process.exit(2);
});
