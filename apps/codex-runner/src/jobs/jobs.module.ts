// Job containers of this runner, and the reaper of what lost its run.
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import type Docker from 'dockerode';
import { ArtifactStore } from '#artifacts';
import { RunLog } from '#bus';
import type { Config, Logger } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { DockerJobContainers, type JobSettings } from './docker-job-containers';
import { dockerEngine } from './docker-engine';
import { JobContainers } from './job';
import { installationOf, jobSettings } from './job-installation';
import { JobReaper } from './job-reaper';

const engine = Symbol('the Docker Engine and this installation in it');
interface Engine { docker: Docker; settings: JobSettings; graceMinutes: number }

@Module({
  providers: [
    {
      provide: engine, inject: [serviceTokens.config, serviceTokens.connection],
      useFactory: async ({ jobs }: Config, connection: NatsConnection): Promise<Engine> => ({
        docker: dockerEngine(jobs.dockerHost), settings: jobSettings(jobs, await installationOf(connection)), graceMinutes: jobs.graceMinutes,
      }),
    },
    { provide: JobContainers, inject: [engine], useFactory: ({ docker, settings }: Engine) => new DockerJobContainers(docker, settings) },
    {
      provide: JobReaper, inject: [engine, JobContainers, RunLog, ArtifactStore, serviceTokens.logger],
      useFactory: ({ docker, settings: { installation }, graceMinutes }: Engine, containers: JobContainers, log: RunLog, artifacts: ArtifactStore, logger: Logger) => (
        new JobReaper({ docker, installation, containers, log, artifacts, logger, graceMinutes })
      ),
    },
  ],
  exports: [JobContainers],
})
export class JobsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly reaper: JobReaper) {}

  onApplicationBootstrap(): void {
    this.reaper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reaper.close();
  }
}
