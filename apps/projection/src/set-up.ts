// Brings the streams and the tables of an installation to their shape, and ends: run by the operations user before the services start.
// The services could make the streams, but may not change them: this is how a new retention or number of replicas takes effect.
import { isDeepStrictEqual } from 'node:util';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { artifactStream, openArtifactStore } from '#artifacts';
import { connectInstallation, ensureStreams, type StreamSettings } from '#bus';
import { auditStream, runStream } from '#contracts';
import { Redactor, createLogger, loadConfig, secretsOf, workerName, type Config, type Logger } from '#platform';
import { migrate } from '#read-model';

const nanosecondsPerDay = 24 * 60 * 60 * 1e9;

async function setUp(config: Config, logger: Logger): Promise<void> {
  await setUpStreams(config, logger);
  if (!config.database.url) throw new Error('DATABASE_URL is not set: give the address of the PostgreSQL database.');
  logger.info({ migrations: await migrate(config.database.url) }, 'the tables are up to date');
}

async function setUpStreams({ nats, streams: settings, artifacts }: Config, logger: Logger): Promise<void> {
  const connection = await connectInstallation(nats, workerName('set-up'));
  try {
    const manager = await jetstreamManager(connection);
    await ensureStreams(manager, settings);
    await requireShape(manager, settings);
    if (artifacts.store === 'object') await setUpBucket(connection, manager, artifacts);
    logger.info({ ...settings, artifacts }, 'the streams have their shape');
  } finally {
    await connection.close();
  }
}

/** It is made, or brought to its shape, by the first who keeps something in it. */
async function setUpBucket(connection: NatsConnection, manager: JetStreamManager, artifacts: Config['artifacts']): Promise<void> {
  await (await openArtifactStore(connection, artifacts)).probe();
  const { config } = await manager.streams.info(artifactStream);
  const [found, wanted] = [config, { max_bytes: artifacts.maxBytes, num_replicas: artifacts.replicas }].map(({ max_bytes: maxBytes, num_replicas: replicas }) => ({ maxBytes, replicas }));
  if (!isDeepStrictEqual(found, wanted)) throw new Error(shapeRefused(artifactStream, found, wanted));
}

/** A change that the server refuses must not pass for done. */
async function requireShape(manager: JetStreamManager, wanted: StreamSettings): Promise<void> {
  const [run, audit] = await Promise.all([manager.streams.info(runStream), manager.streams.info(auditStream)]);
  const found: StreamSettings = {
    runRetentionDays: run.config.max_age / nanosecondsPerDay, runMaxBytes: run.config.max_bytes,
    auditRetentionDays: audit.config.max_age / nanosecondsPerDay, auditMaxBytes: audit.config.max_bytes, replicas: Math.min(run.config.num_replicas, audit.config.num_replicas),
  };
  if (!isDeepStrictEqual(found, wanted)) throw new Error(shapeRefused(`${runStream} or ${auditStream}`, found, wanted));
}

function shapeRefused(stream: string, found: unknown, wanted: unknown): string {
  return `${stream} has the shape ${JSON.stringify(found)} and does not take ${JSON.stringify(wanted)}: see the log of the NATS server, and give set-up the NATS user operations.`;
}

const config = loadConfig();
const logger = createLogger({ service: 'set-up', worker: workerName('set-up'), level: config.log.level, redactor: new Redactor(secretsOf(config)) });
setUp(config, logger).then(() => process.exit(0), (error: unknown) => {
  logger.fatal({ error }, 'the installation could not be set up');
  process.exit(1);
});
