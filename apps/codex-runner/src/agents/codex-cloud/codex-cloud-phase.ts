// The phase of a run as a task of Codex Cloud: exactly one task for an attempt, and its diff when it is done, or those of its several answers.
import type { CredentialAudit, Failure, StageInput } from '#contracts';
import { StageFailure } from '#domain';
import { digestOf, type StageContext } from '#stage-runtime';
import { PhaseAgent, type AcceptedPhase, type PhaseAnswer, type PhaseOrder } from '../phase-agent';
import { CodexCloudAgent } from './codex-cloud-agent';
import { CodexFailure } from './codex-failure';
import { TaskSubmission, type SubmittedTask } from './task-submission';
import { TaskWaiting, type AwaitedTask } from './task-wait';

type Sink = (line: string) => void;

export class CodexCloudPhase extends PhaseAgent {
  constructor(private readonly agent: CodexCloudAgent, private readonly submission: TaskSubmission, private readonly waiting: TaskWaiting) {
    super();
  }

  async submit({ request, discover, prompt, marker }: PhaseOrder, stage: StageContext): Promise<AcceptedPhase> {
    const write = await logOf(stage);
    const task = await this.audited(stage, async () => {
      const environment = this.agent.environmentOf(request.repository);
      const agentVersion = await this.agent.version(stage.signal);
      return { ...await this.task(stage, { environment, branch: discover.baseBranch, prompt, attempts: request.attempts, marker }, write), environment, agentVersion };
    });
    stage.conclude(`${task.adopted ? 'took over' : 'submitted'} ${task.url}`);
    const { url: taskUrl, ...accepted } = task;
    return { ...accepted, taskUrl, promptDigest: digestOf(prompt), forwardedEnvironment: [] };
  }

  async answer({ request, submit }: StageInput<'apply'>, stage: StageContext): Promise<PhaseAnswer> {
    const write = await logOf(stage);
    const task = remoteTask(submit);
    await stage.awaitAgent(this.waiting.until({ ...task, submittedAt: new Date(stage.fact.at) }, stage, write));
    if (request.attempts > 1) return { several: (attempt) => this.diffOf(task, stage, write, attempt) };
    return { patch: await this.diffOf(task, stage, write) };
  }

  /** An operator's retry may name the task; it is taken when Codex Cloud knows it. */
  private async task(stage: StageContext, wish: Parameters<TaskSubmission['submit']>[0], log: Sink): Promise<SubmittedTask> {
    const named = stage.fact.retry?.taskId;
    if (!named) return this.submission.submit(wish, stage, log);
    return { taskId: named, url: await this.agent.urlOf(named, { log, signal: stage.signal }), adopted: true };
  }

  /** The CLI says the same of a question, an error and an empty answer; the task's page tells them apart. */
  private async diffOf({ taskId, taskUrl }: RemoteTask, stage: StageContext, log: Sink, attempt?: number): Promise<string> {
    try {
      return await this.agent.diff(taskId, { log, signal: stage.signal, ...(attempt === undefined ? {} : { attempt }) });
    } catch (error) {
      if (error instanceof CodexFailure) guide(error.failure, taskUrl);
      throw error;
    }
  }

  /** The audit says what the check found, also when it found a fault. */
  private async audited<T>(stage: StageContext, work: () => Promise<T>): Promise<T> {
    const audit = (codexStatus: CredentialAudit['codexStatus'], note: string): void =>
      stage.audited({ codexStatus, githubStatus: 'skipped', checkedAt: new Date().toISOString(), notes: [note] });
    try {
      const result = await work();
      audit('valid', 'Codex Cloud listed the tasks of the environment');
      return result;
    } catch (error) {
      if (error instanceof StageFailure && error.failure.code.startsWith('credential.codex_')) audit('invalid', error.failure.code);
      throw error;
    }
  }
}

type RemoteTask = Pick<AwaitedTask, 'taskId' | 'taskUrl' | 'environment'>;

async function logOf(stage: StageContext): Promise<Sink> {
  const log = await stage.openLog('codex_logs');
  return (line) => log.line(line);
}

function remoteTask({ taskId, taskUrl, environment, agent }: StageInput<'apply'>['submit']): RemoteTask {
  if (taskUrl === null || environment === null) throw new Error(`${agent} has no task in Codex Cloud`);
  return { taskId, taskUrl, environment };
}

function guide(failure: Failure, taskUrl: string): void {
  if (failure.code === 'codex.no_diff') {
    failure.remediation = `Open ${taskUrl}: the agent may have asked a question or failed there. Make the tasks clearer, push them to the base branch, then retry the run to ask Codex anew.`;
  }
  if (failure.code === 'codex.cli_output') failure.remediation += ` If ${taskUrl} shows that the answer itself is no diff, start again with the mode restart_from_discovery.`;
  // The same task would give the same diff again.
  if (failure.code === 'patch.too_large') failure.resume = 'submit';
}
