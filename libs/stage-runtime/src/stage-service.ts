// Boots a service that hosts stages: bus, runtime, prerequisites and the orderly end, the same for every host.
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice, Type } from '@nestjs/common';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';
import { openArtifactStore, type ArtifactStore } from '#artifacts';
import { DrainWatch, JetStreamRunLog, Questions, connectInstallation, ensureStreams, type JetStreamStrategy } from '#bus';
import { inQueue, readinessSubject, stageCatalogue, type StageHost } from '#contracts';
import {
  NestLogger, PrerequisiteRegistry, Redactor, Shutdown, blockedStages, createLogger, loadConfig, registerGauge, secretsOf, startOpsServer, startTelemetry, workerName,
  type Check, type Config, type Telemetry,
} from '#platform';
import { checkHandlers } from './boot-check';
import { beginningsOf, drainCheck, drainCheckName } from './drain-check';
import { RethrowFilter } from './rethrow.filter';
import type { StageRuntimeParts } from './runtime-parts';
import { ServiceModule, type ServiceParts } from './service.module';
import { stageTransport } from './stage-transport';

export interface StageServiceOptions {
  host: StageHost;
  module: Type;
  /** What the service needs from outside; stages with a blocking prerequisite missing are not consumed meanwhile. */
  prerequisites?(parts: ServiceParts): Check[];
  /** After everything is wired: question subscriptions and the like. */
  started?(app: INestMicroservice, parts: ServiceParts): void | Promise<void>;
  /** The queue of which the host's stages are part, as in `submit@eu`. */
  queueOf?(config: Config): string | undefined;
  /** Hears of the points that its stages pass, in trials. */
  passing?: StageRuntimeParts['passing'];
}

const prerequisiteInterval = 15_000;

/** Runs until the process is told to end. */
export async function runStageService(options: StageServiceOptions): Promise<void> {
  const config = loadConfig();
  const worker = workerName(options.host);
  const redactor = new Redactor(secretsOf(config));
  const logger = createLogger({ service: options.host, worker, level: config.log.level, redactor });
  for (const warning of config.warnings) logger.warn(warning);
  const shutdown = new Shutdown({ logger, supervised: config.supervised });
  const telemetry = startTelemetry({ service: options.host, worker, config, redactor });
  shutdown.onShutdown('telemetry', () => telemetry.shutdown());
  const connection = await connectInstallation(config.nats, worker);
  shutdown.onShutdown('NATS connection', () => connection.drain());
  const parts = await prepare(connection, { config, logger, redactor });
  await serve(options, parts, { worker, redactor, shutdown, telemetry });
  logger.info({ host: options.host }, 'ready');
}

async function prepare(connection: NatsConnection, given: Pick<ServiceParts, 'config' | 'logger' | 'redactor'>): Promise<ServiceParts> {
  const { config } = given;
  const manager = await jetstreamManager(connection, { checkAPI: false });
  await ensureStreams(manager, config.streams);
  return {
    ...given, connection, log: await JetStreamRunLog.on(connection), questions: new Questions(connection),
    artifacts: await openArtifactStore(connection, config.artifacts),
  };
}

interface Process { worker: string; redactor: Redactor; shutdown: Shutdown; telemetry: Telemetry }

async function serve(options: StageServiceOptions, parts: ServiceParts, process: Process): Promise<void> {
  const { host, module, passing } = options;
  const { config, logger, connection } = parts;
  const queue = options.queueOf?.(config);
  const strategy = stageTransport({ ...parts, ...process, queue, passing });
  const root = { module: class RootModule {}, imports: [ServiceModule.with(parts), module] };
  const app = await NestFactory.createMicroservice(root, { strategy, logger: new NestLogger(logger), abortOnError: false });
  app.useGlobalFilters(new RethrowFilter());
  await app.init();
  checkHandlers(host, strategy.registeredStages);
  const registry = new PrerequisiteRegistry(host, process.worker, process.redactor);
  for (const check of [artifactKeeping(parts.artifacts, host), ...(options.prerequisites?.(parts) ?? [])]) registry.register(check);
  const look = await watchPrerequisites(registry, strategy, process.shutdown);
  await watchDrain(registry, connection, strategy.registeredStages, look);
  // What may not be consumed is known by now: a runner that is started while the installation is drained takes nothing.
  await app.listen();
  process.shutdown.onShutdown('stages', () => app.close());
  const answering = parts.questions.answer(inQueue(readinessSubject(host), queue), host, z.unknown(), () => registry.readiness());
  process.shutdown.onShutdown('readiness answers', () => answering.stop());
  registerGauge('specline_stage_held', 'Deliveries that this replica holds', () => strategy.registeredStages.map((stage) => ({ value: strategy.heldCount(stage), labels: { stage } })));
  const ops = await startOpsServer({ host: config.ops.host, port: config.ops.port, registry, metricsText: process.telemetry.metricsText });
  process.shutdown.onShutdown('ops server', () => ops.close());
  logger.info({ url: ops.url }, 'health and metrics');
  await options.started?.(app, parts);
  process.shutdown.endWithout('the NATS connection', connection.closed());
}

/** Looks now and then; a stage whose prerequisite is missing is left to other replicas until it is there. */
async function watchPrerequisites(registry: PrerequisiteRegistry, strategy: JetStreamStrategy, shutdown: Shutdown): Promise<() => Promise<void>> {
  const look = async (): Promise<void> => {
    const blocked = blockedStages(await registry.readiness());
    for (const stage of strategy.registeredStages) strategy.setConsumed(stage, !blocked.has(stage));
  };
  await look();
  const timer = setInterval(() => void look(), prerequisiteInterval);
  shutdown.onShutdown('prerequisite checks', () => clearInterval(timer));
  return look;
}

/** Looks at once when the drain begins or ends. A host that begins nothing does not ask, and its NATS user may not. */
async function watchDrain(registry: PrerequisiteRegistry, connection: NatsConnection, stages: readonly string[], look: () => Promise<void>): Promise<void> {
  const held = beginningsOf(stages);
  if (held.length === 0) return;
  registry.register(drainCheck(held, await DrainWatch.on(connection, () => {
    registry.forget(drainCheckName);
    void look();
  })));
  await look();
}

function artifactKeeping(artifacts: ArtifactStore, host: StageHost): Check {
  return {
    name: 'artifact store', blocking: true, stages: Object.entries(stageCatalogue).filter(([, stage]) => stage.host === host).map(([name]) => name), ttlMs: 10_000,
    check: async () => {
      try {
        await artifacts.probe();
        return { ok: true, detail: 'artifacts can be kept' };
      } catch (error) {
        return {
          ok: false, code: 'artifacts.unwritable', detail: error instanceof Error ? error.message : String(error),
          remediation: artifacts.upkeep.unwritable,
        };
      }
    },
  };
}
