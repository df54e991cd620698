// The agents that work in job containers of this runner, for phases and for specifications.
import { Module } from '@nestjs/common';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { JobContainers } from '../jobs/job';
import { JobsModule } from '../jobs/jobs.module';
import { ReadCredential, ReadingModule } from '../reading/reading.module';
import { AgentJobs } from './agent-jobs';
import { localAgentsOf } from './local-agents';

@Module({
  imports: [JobsModule, ReadingModule],
  providers: [
    {
      provide: AgentJobs, inject: [JobContainers, serviceTokens.config, ReadCredential],
      useFactory: (containers: JobContainers, config: Config, { token: readToken }: ReadCredential) => new AgentJobs(localAgentsOf(config), containers, {
        serverUrl: config.github.serverUrl, readToken, limitMinutes: config.jobs.minutes, silenceMinutes: config.agents.silenceMinutes,
      }),
    },
  ],
  exports: [AgentJobs, JobsModule],
})
export class AgentJobsModule {}
