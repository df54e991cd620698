// The agents that work in job containers of this runner, for phases and for specifications.
import { Module } from '@nestjs/common';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { JobContainers } from '../jobs/job';
import { JobsModule } from '../jobs/jobs.module';
import { AgentJobs } from './agent-jobs';
import { localAgentsOf } from './local-agents';

@Module({
  imports: [JobsModule],
  providers: [
    {
      provide: AgentJobs, inject: [JobContainers, serviceTokens.config],
      useFactory: (containers: JobContainers, config: Config) => new AgentJobs(localAgentsOf(config), containers, {
        serverUrl: config.github.serverUrl, readToken: config.github.readToken, limitMinutes: config.jobs.minutes, silenceMinutes: config.agents.silenceMinutes,
      }),
    },
  ],
  exports: [AgentJobs, JobsModule],
})
export class AgentJobsModule {}
