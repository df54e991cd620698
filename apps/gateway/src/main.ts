// Starts the gateway.
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { JetStreamRunLog, NewsBoard, Questions, connectToNats, ensureStreams } from '#bus';
import { Redactor, Shutdown, createLogger, loadConfig, secretsOf, startTelemetry, workerName, type Config } from '#platform';
import { ReadModel } from '#read-model';
import { createGateway } from './gateway';
import type { GatewaySettings } from './gateway-parts';

async function main(): Promise<void> {
  const config = loadConfig();
  const worker = workerName('gateway');
  const redactor = new Redactor(secretsOf(config));
  const logger = createLogger({ service: 'gateway', worker, level: config.log.level, redactor });
  for (const warning of config.warnings) logger.warn(warning);
  if (!config.api.tokens?.length) logger.warn('SPECLINE_API_TOKENS is not set: nobody can use the API');
  const shutdown = new Shutdown({ logger, supervised: config.supervised });
  const telemetry = startTelemetry({ service: 'gateway', worker, config });
  shutdown.onShutdown('telemetry', () => telemetry.shutdown());
  const connection = await connect(config, worker);
  shutdown.onShutdown('NATS connection', () => connection.drain());
  void connection.closed().then((error) => { if (error) logger.error({ error }, 'the NATS connection was closed'); });
  const rows = new ReadModel({ databaseUrl: config.database.url ?? '' });
  shutdown.onShutdown('PostgreSQL connections', () => rows.close());
  const gateway = await createGateway({
    log: await JetStreamRunLog.on(connection), news: new NewsBoard(connection), questions: new Questions(connection), rows,
    artifacts: new ArtifactStore({ root: config.artifacts.root, retentionDays: config.retention.artifactDays }),
    logger, worker, settings: settingsOf(config), redactor, metricsText: () => telemetry.metricsText(),
  });
  shutdown.onShutdown('gateway', () => gateway.close());
  await gateway.app.listen(config.api.port, config.api.host);
  logger.info({ url: await gateway.app.getUrl() }, 'ready');
}

async function connect(config: Config, worker: string): Promise<NatsConnection> {
  const { servers, credentialsFile, replicas } = config.nats;
  const connection = await connectToNats({ url: servers.join(','), name: worker, ...(credentialsFile ? { credentials: credentialsFile } : {}) });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  await ensureStreams(manager, { runRetentionDays: config.retention.runDays, runMaxBytes: config.retention.runMaxBytes, replicas });
  return connection;
}

function settingsOf({ api, agents, github }: Config): GatewaySettings {
  return {
    tokens: api.tokens ?? [], host: api.host, publicUrl: api.publicUrl,
    rules: { allowedRepositories: github.allowedRepositories, allowedAgents: agents.allowed ?? [], defaultAgent: agents.backend },
  };
}

void main();
