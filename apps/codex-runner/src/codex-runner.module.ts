// The service that asks coding agents and checks what they give.
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { codexEnvironmentOf, workerName, type Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { codexEnvironment, codexHome } from './agents/codex-cloud/cli-environment';
import { codexProgram } from './agents/codex-cloud/cli-program';
import { CodexCloudAgent } from './agents/codex-cloud/codex-cloud-agent';
import { CodexCloudCli } from './agents/codex-cloud/codex-cloud-cli';
import { EnvironmentPollers } from './agents/codex-cloud/environment-pollers';
import { ApplyStage } from './apply/apply.stage';
import { MirrorsModule } from './apply/mirrors.module';
import { TaskWaiting } from './apply/task-wait';
import { PassagesModule } from './passages/passages.module';
import { SpecifyModule } from './specify/specify.module';
import { SubmitStage } from './submit/submit.stage';
import { TaskSubmission } from './submit/task-submission';

/** Twenty runs that begin at once take their turns at one login. */
const lockWaitMs = 10 * 60_000;

@Module({
  imports: [MirrorsModule, PassagesModule, SpecifyModule],
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
