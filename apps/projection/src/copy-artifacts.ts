// Brings every artifact into the store of SPECLINE_ARTIFACT_STORE from the other one, and ends: run by the operations user after the variable was changed.
import { copyArtifacts, openArtifactStore } from '#artifacts';
import { connectInstallation } from '#bus';
import { Redactor, createLogger, loadConfig, secretsOf, workerName, type Config, type Logger } from '#platform';

async function copy({ nats, artifacts }: Config, logger: Logger): Promise<void> {
  const connection = await connectInstallation(nats, workerName('copy-artifacts'));
  try {
    const other = artifacts.store === 'file' ? 'object' : 'file';
    const [from, to] = [await openArtifactStore(connection, { ...artifacts, store: other }), await openArtifactStore(connection, artifacts)];
    logger.info({ ...await copyArtifacts(from, to), from: other, to: artifacts.store }, 'the artifacts are copied');
  } finally {
    await connection.close();
  }
}

const config = loadConfig();
const logger = createLogger({ service: 'copy-artifacts', worker: workerName('copy-artifacts'), level: config.log.level, redactor: new Redactor(secretsOf(config)) });
copy(config, logger).then(() => process.exit(0), (error: unknown) => {
  logger.fatal({ error }, 'the artifacts could not be copied');
  process.exit(1);
});
