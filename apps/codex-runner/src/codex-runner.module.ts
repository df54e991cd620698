// The service that asks coding agents and checks what they give.
import { join } from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { GitProcess, MirrorCache } from '#git';
import { codexEnvironmentOf, workerName, type Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { codexEnvironment, codexHome } from './agents/codex-cloud/cli-environment';
import { codexProgram } from './agents/codex-cloud/cli-program';
import { CodexCloudAgent } from './agents/codex-cloud/codex-cloud-agent';
import { CodexCloudCli } from './agents/codex-cloud/codex-cloud-cli';
import { EnvironmentPollers } from './agents/codex-cloud/environment-pollers';
import { CodexCloudPhase } from './agents/codex-cloud/codex-cloud-phase';
import { TaskSubmission } from './agents/codex-cloud/task-submission';
import { TaskWaiting } from './agents/codex-cloud/task-wait';
import { AgentJobs } from './agents/agent-jobs';
import { localAgentsOf } from './agents/local-agents';
import { LocalPhase } from './agents/local-phase';
import { PhaseAgents } from './agents/phase-agents';
import { ApplyStage } from './apply/apply.stage';
import { RepositoryMirrors } from './apply/repository-mirrors';
import { DockerJobContainers } from './jobs/docker-job-containers';
import { dockerEngine } from './jobs/docker-engine';
import { JobContainers } from './jobs/job';
import { installationOf, jobSettings } from './jobs/job-installation';
import { SubmitStage } from './submit/submit.stage';
import { PromptComposer } from './submit/prompt-composer';

/** Twenty runs that begin at once take their turns at one login. */
const lockWaitMs = 10 * 60_000;

@Module({
  controllers: [SubmitStage, ApplyStage],
  providers: [
    {
      provide: CodexCloudCli, inject: [serviceTokens.config],
      useFactory: (config: Config) => new CodexCloudCli({ program: codexProgram(config.codex.bin), environment: environmentOf(config), lockWaitMs }),
    },
    {
      provide: EnvironmentPollers, inject: [CodexCloudCli, serviceTokens.connection, serviceTokens.config],
      useFactory: (cli: CodexCloudCli, connection: NatsConnection, config: Config) => new EnvironmentPollers({
        cli, connection, login: codexHome(environmentOf(config)), worker: workerName('codex-runner'), pollSeconds: config.codex.pollSeconds,
      }),
    },
    {
      provide: CodexCloudAgent, inject: [CodexCloudCli, EnvironmentPollers, serviceTokens.config],
      useFactory: (cli: CodexCloudCli, pollers: EnvironmentPollers, { codex }: Config) => new CodexCloudAgent(cli, {
        environmentOf: (repository) => codexEnvironmentOf(codex, repository), pollerOf: (environment) => pollers.of(environment),
      }),
    },
    {
      provide: JobContainers, inject: [serviceTokens.connection, serviceTokens.config],
      useFactory: async (connection: NatsConnection, { jobs }: Config) => new DockerJobContainers(dockerEngine(jobs.dockerHost), jobSettings(jobs, await installationOf(connection))),
    },
    {
      provide: AgentJobs, inject: [JobContainers, serviceTokens.config],
      useFactory: (containers: JobContainers, config: Config) => new AgentJobs(localAgentsOf(config), containers, {
        serverUrl: config.github.serverUrl, readToken: config.github.readToken, limitMinutes: config.jobs.minutes, silenceMinutes: config.agents.silenceMinutes,
      }),
    },
    { provide: LocalPhase, inject: [AgentJobs, ArtifactStore], useFactory: (jobs: AgentJobs, artifacts: ArtifactStore) => new LocalPhase(jobs, artifacts) },
    { provide: CodexCloudPhase, inject: [CodexCloudAgent, TaskSubmission, TaskWaiting], useFactory: (...parts: ConstructorParameters<typeof CodexCloudPhase>) => new CodexCloudPhase(...parts) },
    {
      provide: PhaseAgents, inject: [CodexCloudPhase, LocalPhase, serviceTokens.config],
      useFactory: (cloud: CodexCloudPhase, local: LocalPhase, { agents }: Config) => new PhaseAgents({ cloud, local, allowed: agents.allowed }),
    },
    PromptComposer,
    { provide: TaskSubmission, inject: [CodexCloudCli, serviceTokens.config], useFactory: (cli: CodexCloudCli, { codex }: Config) => new TaskSubmission(cli, codex) },
    { provide: TaskWaiting, inject: [CodexCloudAgent, serviceTokens.config], useFactory: (agent: CodexCloudAgent, { codex }: Config) => new TaskWaiting(agent, codex) },
    {
      provide: RepositoryMirrors, inject: [serviceTokens.config],
      useFactory: ({ github, dataDirectory, passThrough }: Config) => {
        const cache = new MirrorCache(join(dataDirectory, 'mirrors', 'codex-runner'), new GitProcess({ variables: passThrough }));
        return new RepositoryMirrors(cache, { serverUrl: github.serverUrl, readToken: github.readToken });
      },
    },
  ],
})
export class CodexRunnerModule implements OnApplicationShutdown {
  constructor(private readonly pollers: EnvironmentPollers) {}

  async onApplicationShutdown(): Promise<void> {
    await this.pollers.close();
  }
}

/** What the Codex program finds in its environment: nothing that is not on the list. */
export function environmentOf({ codex, passThrough }: Config): Record<string, string> {
  return codexEnvironment({ ...passThrough, ...codex.passThrough, ...(codex.home ? { CODEX_HOME: codex.home } : {}) });
}
