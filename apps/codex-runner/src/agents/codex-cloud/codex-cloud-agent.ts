// Codex Cloud as a coding agent: which environment serves a repository, and how a task is waited for.
import { firstValueFrom, filter, takeUntil, fromEvent } from 'rxjs';
import { CodexCloudCli, type CallOptions } from './codex-cloud-cli';
import { CodexFailure } from './codex-failure';
import { codexTaskId, taskUrl, type CodexTaskStatus } from './codex-task';
import type { TaskLook, TaskPoller } from './poller';

export interface CodexCloudAgentOptions {
  /** The Codex environment of a repository, when one is configured. */
  environmentOf(repository: string): string | undefined;
  /** The one poller of an environment. */
  pollerOf(environment: string): TaskPoller;
}

export interface TaskWait { environment: string; taskId: string; signal: AbortSignal; onLook: (look: TaskLook) => void }

export class CodexCloudAgent {
  readonly name = 'codex-cloud';
  private knownVersion: Promise<string> | undefined;

  constructor(private readonly cli: CodexCloudCli, private readonly options: CodexCloudAgentOptions) {}

  /** @throws CodexFailure `credential.codex_environment_missing` */
  environmentOf(repository: string): string {
    const environment = this.options.environmentOf(repository);
    if (!environment) throw new CodexFailure('credential.codex_environment_missing', { details: { repository } });
    return environment;
  }

  /** Asked once: the CLI does not change under a running service without a restart being due. */
  async version(signal: AbortSignal): Promise<string> {
    this.knownVersion ??= this.cli.version({ signal });
    try {
      return await this.knownVersion;
    } catch (error) {
      this.knownVersion = undefined;
      throw error;
    }
  }

  /** The address of a task that Codex Cloud knows. @throws CodexFailure `codex.task_unknown`, `codex.invalid_request` */
  async urlOf(taskId: string, options: CallOptions): Promise<string> {
    await this.cli.taskStatus(taskId, options);
    return taskUrl(codexTaskId.parse(taskId));
  }

  /** Waits until the task is no longer pending. Costs no process of its own: one poller serves all tasks of an environment. @throws signal.reason */
  async settled({ environment, taskId, signal, onLook }: TaskWait): Promise<Exclude<CodexTaskStatus, 'pending'>> {
    signal.throwIfAborted();
    const looks = this.options.pollerOf(environment).watch(taskId).pipe(
      takeUntil(fromEvent(signal, 'abort')),
      filter((look) => { onLook(look); return look.kind === 'seen' && look.task.status !== 'pending'; }),
    );
    const look = await firstValueFrom(looks, { defaultValue: undefined });
    if (look?.kind === 'seen' && look.task.status !== 'pending') return look.task.status;
    signal.throwIfAborted();
    throw new Error('the poller was closed');
  }

  /** `attempt` counts the answers with a diff, from 1; without it, the only one. @throws CodexFailure `codex.no_diff`, `codex.attempt_unknown` */
  async diff(taskId: string, options: CallOptions & { attempt?: number }): Promise<string> {
    return this.cli.taskDiff(taskId, options);
  }
}
