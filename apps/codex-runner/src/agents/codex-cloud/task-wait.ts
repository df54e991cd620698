// Waits for a Codex task under two clocks: one for silence, one for the whole.
import { StageFailure } from '#domain';
import type { StageContext } from '#stage-runtime';
import { CodexCloudAgent } from './codex-cloud-agent';
import type { TaskLook } from './poller';

/** `silenceMinutes`: how long no answer of Codex Cloud may show the task, pending or not; `deadlineMinutes`: how long the task may take, counted from its submission. */
export interface WaitLimits { silenceMinutes: number; deadlineMinutes: number }
export interface AwaitedTask { taskId: string; taskUrl: string; environment: string; submittedAt: Date }

const minute = 60_000;

export class TaskWaiting {
  constructor(private readonly agent: CodexCloudAgent, private readonly limits: WaitLimits) {}

  /** @throws StageFailure `codex.timeout`, `codex.silent`, `codex.failed` */
  async until(task: AwaitedTask, stage: StageContext, log: (line: string) => void): Promise<void> {
    const limit = new AbortController();
    const deadline = setTimeout(() => limit.abort(this.timeout(task)), Math.max(0, task.submittedAt.getTime() + this.limits.deadlineMinutes * minute - Date.now()));
    let silence = this.silenceTimer(limit, task);
    let shown = '';
    const onLook = (look: TaskLook): void => {
      if (look.kind === 'seen') {
        clearTimeout(silence);
        silence = this.silenceTimer(limit, task);
        if (look.task.status === shown) return;
        shown = look.task.status;
        log(JSON.stringify({ at: new Date(look.at).toISOString(), taskStatus: shown }));
        stage.progress(`the Codex task is ${shown}`);
      } else {
        log(JSON.stringify({ at: new Date(look.at).toISOString(), taskStatus: 'unknown', why: look.error instanceof Error ? look.error.message : String(look.error) }));
      }
    };
    try {
      const status = await this.agent.settled({ ...task, signal: AbortSignal.any([stage.signal, limit.signal]), onLook });
      if (status === 'error') throw this.failed(task);
    } finally {
      clearTimeout(deadline);
      clearTimeout(silence);
    }
  }

  private silenceTimer(limit: AbortController, task: AwaitedTask): NodeJS.Timeout {
    return setTimeout(() => limit.abort(new StageFailure({
      code: 'codex.silent', resume: 'apply', message: `For ${this.limits.silenceMinutes} minutes no answer of Codex Cloud has shown the task.`,
      remediation: `Check the network and the Codex sign-in of this runner, and that ${task.taskUrl} is there. Then retry the run: it goes on waiting for that task.`,
    })), this.limits.silenceMinutes * minute);
  }

  private timeout(task: AwaitedTask): StageFailure {
    return new StageFailure({
      code: 'codex.timeout', resume: 'apply', message: `The Codex task was not done after ${this.limits.deadlineMinutes} minutes.`,
      remediation: `Look at ${task.taskUrl}: if it is still at work, retry the run later and it goes on with that task. To ask anew, use the mode restart_from_discovery.`,
    });
  }

  private failed(task: AwaitedTask): StageFailure {
    return new StageFailure({
      code: 'codex.failed', resume: 'submit', message: 'The Codex task ended with an error, or was cancelled in Codex Cloud.',
      remediation: `Read the reason at ${task.taskUrl}, mend it (the environment's set-up, the tasks), then retry the run: it asks Codex anew.`,
    });
  }
}
