// Watches many Codex tasks of one environment with as few calls of the CLI as possible, and shares what it sees with other runners.
import { Observable, type Subscriber } from 'rxjs';
import { z } from 'zod';
import type { Clock } from './clock';
import type { CodexCloudCli } from './codex-cloud-cli';
import { codexTask, taskUrl, type CodexTask, type CodexTaskDetail, type CodexTaskPage } from './codex-task';
import {
  afterAsk, afterFailedList, afterPage, nextLook, nothingWatched, unwatching, watching, PAGE_SIZE,
  type NextLook, type PollState, type PollTiming,
} from './poll-plan';

/** Where a poller looks: one environment through one login. */
export interface TaskSource {
  list(cursor: string | null, signal: AbortSignal): Promise<CodexTaskPage>;
  status(taskId: string, signal: AbortSignal): Promise<CodexTaskDetail>;
}

/** One page of a listing as pollers tell it to each other. */
export const sharedPage = z.object({ first: z.boolean(), tasks: z.array(codexTask), cursor: z.string().nullable() });
export type SharedPage = z.infer<typeof sharedPage>;

/** Carries pages between the pollers of one login and environment. It may lose some; it must not hand a poller its own. Neither method throws. */
export interface PageShare {
  publish(page: SharedPage): void;
  subscribe(receive: (page: SharedPage) => void): () => void;
}

/** For a runner that is alone with its login. */
export const unshared: PageShare = { publish: () => undefined, subscribe: () => () => undefined };

/** What one look told about a task. `failed` says that Codex Cloud could not be asked; it is the watcher who decides when that is too long. */
export type TaskLook =
  | { readonly kind: 'seen'; readonly at: number; readonly task: Pick<CodexTask, 'id' | 'url' | 'title' | 'status' | 'summary'> }
  | { readonly kind: 'failed'; readonly at: number; readonly error: unknown };

export interface TaskPollerOptions {
  readonly source: TaskSource;
  readonly share: PageShare;
  readonly timing: PollTiming;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

export function cloudTaskSource(cli: CodexCloudCli, environment: string): TaskSource {
  return {
    list: (cursor, signal) => cli.listTasks({ environment, cursor, limit: PAGE_SIZE }, { signal }),
    status: (taskId, signal) => cli.taskStatus(taskId, { signal }),
  };
}

export class TaskPoller {
  private state: PollState = nothingWatched;
  private readonly watchers = new Map<string, Set<Subscriber<TaskLook>>>();
  /** What the present round has shown; a watcher that joins late hears it at once. */
  private readonly shown = new Map<string, TaskLook>();
  private readonly closing = new AbortController();
  private readonly unsubscribe: () => void;
  private looking: Promise<void> | null = null;
  private cancelTimer: () => void = () => undefined;

  constructor(private readonly options: TaskPollerOptions) {
    this.unsubscribe = options.share.subscribe((page) => {
      if (this.closing.signal.aborted) return;
      this.read(page, false);
      this.schedule();
    });
  }

  /** Every look at the task while subscribed, changed or not. It never fails, and completes only when the poller is closed. */
  watch(taskId: string): Observable<TaskLook> {
    return new Observable((watcher) => {
      if (this.closing.signal.aborted) return watcher.complete();
      this.join(taskId, watcher);
      return () => this.leave(taskId, watcher);
    });
  }

  /** Ends every watch and the look under way; no timer and no process is left when it resolves. */
  async close(): Promise<void> {
    this.closing.abort();
    this.unsubscribe();
    for (const watcher of [...this.watchers.values()].flatMap((set) => [...set])) watcher.complete();
    await this.looking;
  }

  private join(taskId: string, watcher: Subscriber<TaskLook>): void {
    const watchers = this.watchers.get(taskId) ?? new Set();
    const now = this.options.clock.now();
    const shown = this.shown.get(taskId);
    const fresh = shown && now - shown.at < this.options.timing.intervalMs ? shown : null;
    if (watchers.size === 0) this.state = watching(this.state, taskId, now, fresh?.at ?? null);
    this.watchers.set(taskId, watchers.add(watcher));
    if (fresh) watcher.next(fresh);
    this.schedule();
  }

  private leave(taskId: string, watcher: Subscriber<TaskLook>): void {
    const watchers = this.watchers.get(taskId);
    watchers?.delete(watcher);
    if (watchers?.size !== 0) return;
    this.watchers.delete(taskId);
    this.state = unwatching(this.state, taskId);
    this.schedule();
  }

  private schedule(): void {
    this.cancelTimer();
    if (this.looking || this.closing.signal.aborted) return;
    const look = nextLook(this.state, this.options.timing);
    if (look.kind === 'nothing') return;
    this.cancelTimer = this.options.clock.after(Math.max(0, look.at - this.options.clock.now()), () => {
      this.looking = this.take(look).finally(() => {
        this.looking = null;
        this.schedule();
      });
    });
  }

  private async take(look: Exclude<NextLook, { kind: 'nothing' }>): Promise<void> {
    if (look.kind === 'ask') await this.ask(look.taskId);
    else await this.list(look.cursor);
  }

  private async list(cursor: string | null): Promise<void> {
    try {
      const page = { first: cursor === null, ...(await this.options.source.list(cursor, this.closing.signal)) };
      if (this.closing.signal.aborted) return;
      const shared = { ...page, tasks: [...page.tasks] };
      this.read(shared, true);
      this.options.share.publish(shared);
    } catch (error) {
      const at = this.options.clock.now();
      this.state = afterFailedList(this.state, at);
      for (const taskId of this.watchers.keys()) this.tell(taskId, { kind: 'failed', at, error });
    }
  }

  private async ask(taskId: string): Promise<void> {
    const look = await this.options.source.status(taskId, this.closing.signal).then(
      (detail) => ({ kind: 'seen' as const, at: this.options.clock.now(), task: { id: taskId, url: taskUrl(taskId), ...detail } }),
      (error: unknown) => ({ kind: 'failed' as const, at: this.options.clock.now(), error }),
    );
    this.state = afterAsk(this.state, taskId, look.at);
    this.tell(taskId, look);
  }

  private read(page: SharedPage, own: boolean): void {
    const at = this.options.clock.now();
    if (page.first) this.shown.clear();
    this.state = afterPage(this.state, { first: page.first, own, cursor: page.cursor, taskIds: page.tasks.map(({ id }) => id) }, at, this.options.random());
    for (const task of page.tasks) {
      const look = { kind: 'seen' as const, at, task };
      this.shown.set(task.id, look);
      this.tell(task.id, look);
    }
  }

  private tell(taskId: string, look: TaskLook): void {
    for (const watcher of [...(this.watchers.get(taskId) ?? [])]) watcher.next(look);
  }
}
