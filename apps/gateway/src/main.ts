// Starts the gateway.
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { openArtifactStore } from '#artifacts';
import { AuditLog, BrakeLog, BusState, JetStreamRunLog, NewsBoard, Questions, connectInstallation, ensureStreams } from '#bus';
import { Redactor, Shutdown, createLogger, loadConfig, readApiTokens, registerGauge, secretsOf, startTelemetry, workerName, type Config } from '#platform';
import { ReadModel } from '#read-model';
import { BusWatch } from './readiness/bus-watch';
import { createGateway, type Gateway } from './gateway';
import type { GatewaySettings } from './gateway-parts';

async function main(): Promise<void> {
  const config = loadConfig();
  const worker = workerName('gateway');
  const redactor = new Redactor(secretsOf(config));
  const logger = createLogger({ service: 'gateway', worker, level: config.log.level, redactor });
  for (const warning of config.warnings) logger.warn(warning);
  if (!config.api.tokens?.length && !config.api.oidc) logger.warn('neither SPECLINE_API_TOKENS nor SPECLINE_OIDC_ISSUER is set: nobody can use the API');
  const shutdown = new Shutdown({ logger, supervised: config.supervised });
  const telemetry = startTelemetry({ service: 'gateway', worker, config });
  shutdown.onShutdown('telemetry', () => telemetry.shutdown());
  const connection = await connect(config, worker);
  shutdown.onShutdown('NATS connection', () => connection.drain());
  shutdown.endWithout('the NATS connection', connection.closed());
  const brakes = await BrakeLog.open(connection);
  shutdown.onShutdown('brakes', () => brakes.stop());
  const rows = new ReadModel({ databaseUrl: config.database.url ?? '' });
  shutdown.onShutdown('PostgreSQL connections', () => rows.close());
  const gateway = await createGateway({
    isBusAway: busIsAway(connection), log: await JetStreamRunLog.on(connection), bus: new BusState(connection, await jetstreamManager(connection, { checkAPI: false, timeout: 2000 })), news: new NewsBoard(connection), questions: new Questions(connection), brakes, rows, audit: await AuditLog.on(connection),
    artifacts: await openArtifactStore(connection, config.artifacts),
    logger, worker, settings: settingsOf(config), redactor, metricsText: () => telemetry.metricsText(),
  });
  shutdown.onShutdown('gateway', () => gateway.close());
  measure(gateway);
  await gateway.app.listen(config.api.port, config.api.host);
  logger.info({ url: await gateway.app.getUrl() }, 'ready');
}

function measure({ board, sockets, stream, storage, brakes }: Gateway): void {
  registerGauge('specline_event_sockets', 'WebSockets that are open', () => sockets.size);
  registerGauge('specline_tail_facts', 'Facts in memory that the rows may not have yet', () => board.tail.size);
  registerGauge('specline_stream_fullness', 'How full the stream of facts is, 0 to 1 of its bytes; from 0.8 on no new run is accepted', () => stream.fullness);
  registerGauge('specline_facts_not_stored', '1 while NATS answers but does not store facts', () => (storage.failingSince ? 1 : 0));
  // Without the database nothing holds.
  registerGauge('specline_brakes_held', 'Brakes that hold a feature or a repository, by code', () => brakes.counts().catch(() => []));
  registerGauge('specline_draining', '1 while nothing is started', () => (brakes.isDraining ? 1 : 0));
  registerGauge('specline_rows_lag_seconds', 'Age of the oldest fact that is not in the rows', () => board.rowsLagSeconds(new Date()));
}

function busIsAway(connection: NatsConnection): () => boolean {
  const watch = new BusWatch();
  void watch.follow(connection.status());
  return () => watch.isAway;
}

async function connect(config: Config, worker: string): Promise<NatsConnection> {
  const connection = await connectInstallation(config.nats, worker);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  await ensureStreams(manager, config.streams);
  return connection;
}

function settingsOf({ api, agents, github, artifacts, proxy, brakes }: Config): GatewaySettings {
  return {
    tokens: api.tokens ?? [], readTokens: readerOf(api.tokensFile), oidc: api.oidc, proxy, host: api.host, publicUrl: api.publicUrl, traceUrl: api.traceUrl, consoleDirectory: join(__dirname, '../../console'),
    artifactRetentionDays: artifacts.retentionDays, brakes,
    operatorMinutes: { action: api.actionMinutes, manualBaseline: api.manualBaselineMinutes },
    rules: { allowedRepositories: github.allowedRepositories, allowedAgents: agents.allowed ?? [], defaultAgent: agents.backend },
  };
}

function readerOf(path: string | undefined): GatewaySettings['readTokens'] {
  return path === undefined ? undefined : () => readApiTokens(path);
}

void main();
