// What every stage service can have injected: its configuration, logger, bus and artifact store, made once at boot.
import { Inject, Module, type DynamicModule } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { Questions, RunLog } from '#bus';
import type { Config, Logger, Redactor } from '#platform';

const configToken = Symbol('configuration');
const loggerToken = Symbol('logger');
const connectionToken = Symbol('NATS connection');
const redactorToken = Symbol('redactor');

export const InjectConfig = (): ParameterDecorator => Inject(configToken);
export const InjectLogger = (): ParameterDecorator => Inject(loggerToken);
export const InjectConnection = (): ParameterDecorator => Inject(connectionToken);
/** For factories. */
export const serviceTokens = { config: configToken, logger: loggerToken, connection: connectionToken, redactor: redactorToken } as const;

export interface ServiceParts { config: Config; logger: Logger; connection: NatsConnection; log: RunLog; questions: Questions; artifacts: ArtifactStore; redactor: Redactor }

@Module({})
export class ServiceModule {
  static with({ config, logger, connection, log, questions, artifacts, redactor }: ServiceParts): DynamicModule {
    const providers = [
      { provide: configToken, useValue: config },
      { provide: loggerToken, useValue: logger },
      { provide: connectionToken, useValue: connection },
      { provide: redactorToken, useValue: redactor },
      { provide: RunLog, useValue: log },
      { provide: Questions, useValue: questions },
      { provide: ArtifactStore, useValue: artifacts },
    ];
    return { module: ServiceModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
