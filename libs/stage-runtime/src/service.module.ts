// What every stage service can have injected: its configuration, logger, bus and artifact store, made once at boot.
import { Inject, Module, type DynamicModule } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { Questions, RunLog } from '#bus';
import type { Config, Logger } from '#platform';

const configToken = Symbol('configuration');
const loggerToken = Symbol('logger');
const connectionToken = Symbol('NATS connection');

export const InjectConfig = (): ParameterDecorator => Inject(configToken);
export const InjectLogger = (): ParameterDecorator => Inject(loggerToken);
export const InjectConnection = (): ParameterDecorator => Inject(connectionToken);
/** For factories. */
export const serviceTokens = { config: configToken, logger: loggerToken, connection: connectionToken } as const;

export interface ServiceParts { config: Config; logger: Logger; connection: NatsConnection; log: RunLog; questions: Questions; artifacts: ArtifactStore }

@Module({})
export class ServiceModule {
  static with({ config, logger, connection, log, questions, artifacts }: ServiceParts): DynamicModule {
    const providers = [
      { provide: configToken, useValue: config },
      { provide: loggerToken, useValue: logger },
      { provide: connectionToken, useValue: connection },
      { provide: RunLog, useValue: log },
      { provide: Questions, useValue: questions },
      { provide: ArtifactStore, useValue: artifacts },
    ];
    return { module: ServiceModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
