// Exactly one Codex task per attempt, whatever dies when: announce, call, and after any doubt look before calling again.
import { setTimeout as pause } from 'node:timers/promises';
import { StageFailure, bearsAnyMarker, bearsMarker } from '#domain';
import { digestOf, type StageContext } from '#stage-runtime';
import type { CallOptions, CodexCloudCli } from './codex-cloud-cli';
import { CodexFailure } from './codex-failure';
import type { CodexTask } from './codex-task';
import type { Precedence } from './turn-queue';

/** What is asked of Codex Cloud, in one turn: `CodexCloudCli`, or what stands in for it where tasks are only counted. */
export type TaskCalls = Pick<CodexCloudCli, 'listTasks' | 'createTask'>;
export interface TaskDoor { inOneTurn<T>(work: (calls: TaskCalls) => Promise<T>, options?: CallOptions & { precedence?: Precedence }): Promise<T> }
export interface SubmissionWish { environment: string; branch: string; prompt: string; attempts: number; marker: string }
export interface SubmittedTask { taskId: string; url: string; adopted: boolean }
export interface SubmissionOptions { settleSeconds: number; now?: () => number }
type Sink = (line: string) => void;

/** The call begins so soon after its announcement, or not at all: a suspended process must not call when others have taken over. */
const callWithin = 5_000;
const pageSize = 20;
/** 500 tasks: beyond them it is not looked. */
const mostPages = 25;
const mostCalls = 3;

/** What a call left behind: a task, or doubt. */
type CallResult = { task: SubmittedTask } | { doubt: CodexFailure };

export class TaskSubmission {
  private readonly now: () => number;

  constructor(private readonly cli: TaskDoor, private readonly options: SubmissionOptions) {
    this.now = options.now ?? Date.now;
  }

  /** @throws StageFailure `submit.ambiguous`, `credential.*`, `codex.*` */
  async submit(wish: SubmissionWish, stage: StageContext, log: Sink): Promise<SubmittedTask> {
    if (stage.recovering) return this.settle(wish, knownIn(stage.recovering.data), stage, log);
    const known = new Set<string>();
    const first = await this.cli.inOneTurn(async (calls) => {
      for (const { id } of (await calls.listTasks({ environment: wish.environment, limit: pageSize }, { log, signal: stage.signal })).tasks) known.add(id);
      const startBy = this.now() + callWithin;
      await stage.intend({ marker: wish.marker, environment: wish.environment, promptDigest: digestOf(wish.prompt), knownTaskIds: [...known] });
      // Others may have taken over already: look first, as they do.
      if (this.now() > startBy) return 'too late' as const;
      return this.call(calls, wish, stage, log);
    }, { signal: stage.signal });
    if (first !== 'too late' && 'task' in first) return first.task;
    return this.settle(wish, known, stage, log);
  }

  /** After a call whose outcome nobody knows: waits until it must have shown itself, looks, and calls again only when it has not. */
  private async settle(wish: SubmissionWish, known: ReadonlySet<string>, stage: StageContext, log: Sink): Promise<SubmittedTask> {
    for (let call = 1; call < mostCalls; call += 1) {
      stage.progress(`it is not known whether Codex took the task; waiting ${this.options.settleSeconds} s before looking`);
      await pause(this.options.settleSeconds * 1000, undefined, { signal: stage.signal });
      const result = await this.cli.inOneTurn(async (calls): Promise<CallResult> => {
        const found = ownTask(await this.listNew(calls, wish, known, stage, log), wish, known);
        if (found) return { task: found };
        return this.call(calls, wish, stage, log);
      }, { signal: stage.signal, precedence: 'existing task' });
      if ('task' in result) return result.task;
    }
    throw unclear(wish.marker, 'Codex Cloud did not say whether it took the task, and the task does not show in its list.');
  }

  private async call(calls: TaskCalls, wish: SubmissionWish, stage: StageContext, log: Sink): Promise<CallResult> {
    stage.throwIfStopped();
    try {
      const { environment, branch, prompt, attempts } = wish;
      // Not stopped half-way: a call that has begun is carried through, so that its task is known.
      const { taskId, url } = await calls.createTask({ environment, branch, prompt, attempts }, { log, startBy: this.now() + callWithin });
      stage.effect({ kind: 'codex_task', taskId, url });
      return { task: { taskId, url, adopted: false } };
    } catch (error) {
      if (error instanceof CodexFailure && error.effect === 'unclear') return { doubt: error };
      throw error;
    }
  }

  /**
   * The tasks that are newer than the newest one known. A listing that fails, or that does not come to its end, ends the attempt:
   * what was not seen may be the task, and nothing may be created.
   */
  private async listNew(calls: TaskCalls, { environment, marker }: SubmissionWish, known: ReadonlySet<string>, stage: StageContext, log: Sink): Promise<CodexTask[]> {
    const found: CodexTask[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const listed = await calls.listTasks({ environment, limit: pageSize, cursor }, { log, signal: stage.signal });
      found.push(...listed.tasks);
      cursor = listed.cursor;
      if (!cursor || listed.tasks.some(({ id, title }) => known.has(id) || bearsMarker(title, marker))) return found;
    }
    throw unclear(marker, `Codex Cloud did not say whether it took the task, and more than ${mostPages * pageSize} newer tasks hide it if it did.`);
  }
}

function unclear(marker: string, message: string): StageFailure {
  return new StageFailure({
    code: 'submit.unclear', resume: 'submit', message,
    remediation: `Look in Codex Cloud for a task whose title begins with ${marker}. If there is one, retry the run with its taskId; otherwise just retry the run.`,
  });
}

/** The task that bears the marker. Tasks of other runs bear theirs; a new one without any could be ours. */
function ownTask(listed: readonly CodexTask[], { marker }: SubmissionWish, known: ReadonlySet<string>): SubmittedTask | undefined {
  const own = listed.findLast(({ title }) => bearsMarker(title, marker));
  if (own) return { taskId: own.id, url: own.url, adopted: true };
  const nameless = listed.filter(({ id, title }) => !known.has(id) && !bearsAnyMarker(title));
  if (nameless.length === 0) return undefined;
  throw new StageFailure({
    code: 'submit.ambiguous', resume: 'submit', message: `It is not known whether one of ${nameless.length} new Codex tasks is this run's.`,
    remediation: `Look at ${nameless.map(({ url }) => url).join(' , ')}. If one carries out this phase, retry the run with its taskId; otherwise retry the run without one.`,
    details: { tasks: nameless.map(({ id, url, title }) => ({ id, url, title })) },
  });
}

function knownIn(intent: Record<string, unknown>): Set<string> {
  const ids = intent['knownTaskIds'];
  return new Set(Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : []);
}
