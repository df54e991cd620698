// Job containers of this runner, and the reaper of what lost its run.
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { RunLog } from '#bus';
import type { Config, Logger } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { DockerJobContainers } from './docker-job-containers';
import { dockerEngine } from './docker-engine';
import { JobContainers } from './job';
import { installationOf, jobSettings } from './job-installation';
import { JobReaper } from './job-reaper';

@Module({
  providers: [
    {
      provide: JobContainers, inject: [serviceTokens.config, serviceTokens.connection],
      useFactory: async ({ jobs }: Config, connection: NatsConnection) => new DockerJobContainers(dockerEngine(jobs.dockerHost), jobSettings(jobs, await installationOf(connection))),
    },
    {
      provide: JobReaper, inject: [JobContainers, RunLog, ArtifactStore, serviceTokens.config, serviceTokens.connection, serviceTokens.logger],
      useFactory: async (containers: JobContainers, log: RunLog, artifacts: ArtifactStore, { jobs }: Config, connection: NatsConnection, logger: Logger) => new JobReaper({
        docker: dockerEngine(jobs.dockerHost), installation: await installationOf(connection), containers, log, artifacts, logger, graceMinutes: jobs.graceMinutes,
      }),
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
