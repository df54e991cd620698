// The service that asks coding agents and checks what they give.
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ArtifactStore } from '#artifacts';
import { codexEnvironmentOf, workerName, type Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { codexEnvironment, codexHome } from './agents/codex-cloud/cli-environment';
import { codexProgram } from './agents/codex-cloud/cli-program';
import { CodexCloudAgent } from './agents/codex-cloud/codex-cloud-agent';
import { CodexCloudCli } from './agents/codex-cloud/codex-cloud-cli';
import { CodexCloudPhase } from './agents/codex-cloud/codex-cloud-phase';
import { EnvironmentPollers } from './agents/codex-cloud/environment-pollers';
import { TaskSubmission } from './agents/codex-cloud/task-submission';
import { TaskWaiting } from './agents/codex-cloud/task-wait';
import { AgentJobs } from './agents/agent-jobs';
import { AgentJobsModule } from './agents/agent-jobs.module';
import { LocalPhase } from './agents/local-phase';
import { PhaseAgents } from './agents/phase-agents';
import { ApplyStage } from './apply/apply.stage';
import { CandidateChoice } from './apply/candidate-choice';
import { MirrorsModule } from './apply/mirrors.module';
import { RepositoryMirrors } from './apply/repository-mirrors';
import { FeaturePassages } from './passages/feature-passages';
import { PassagesModule } from './passages/passages.module';
import { PromptsModule } from './prompts/prompts.module';
import { SkillUse } from './prompts/skill-use';
import { SpecifyModule } from './specify/specify.module';
import { PromptComposer } from './submit/prompt-composer';
import { SubmitStage } from './submit/submit.stage';

/** Twenty runs that begin at once take their turns at one login. */
const lockWaitMs = 10 * 60_000;

@Module({
  imports: [AgentJobsModule, MirrorsModule, PassagesModule, PromptsModule, SpecifyModule],
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
    { provide: TaskSubmission, inject: [CodexCloudCli, serviceTokens.config], useFactory: (cli: CodexCloudCli, { codex }: Config) => new TaskSubmission(cli, codex) },
    { provide: TaskWaiting, inject: [CodexCloudAgent, serviceTokens.config], useFactory: (agent: CodexCloudAgent, { codex }: Config) => new TaskWaiting(agent, codex) },
    { provide: CodexCloudPhase, inject: [CodexCloudAgent, TaskSubmission, TaskWaiting], useFactory: (...parts: ConstructorParameters<typeof CodexCloudPhase>) => new CodexCloudPhase(...parts) },
    { provide: LocalPhase, inject: [AgentJobs, ArtifactStore], useFactory: (jobs: AgentJobs, artifacts: ArtifactStore) => new LocalPhase(jobs, artifacts) },
    {
      provide: PhaseAgents, inject: [CodexCloudPhase, LocalPhase, serviceTokens.config],
      useFactory: (cloud: CodexCloudPhase, local: LocalPhase, { agents }: Config) => new PhaseAgents({ cloud, local, allowed: agents.allowed }),
    },
    { provide: PromptComposer, inject: [SkillUse, FeaturePassages], useFactory: (skills: SkillUse, passages: FeaturePassages) => new PromptComposer(skills, passages) },
    { provide: CandidateChoice, inject: [RepositoryMirrors, ArtifactStore], useFactory: (mirrors: RepositoryMirrors, artifacts: ArtifactStore) => new CandidateChoice(mirrors, artifacts) },
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
