// The service's tasks: takes them in, has the agent work on them and shows each outcome when it is due.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Checkout, type GitRemote } from './agent/checkout';
import { work } from './agent/coding-agent';
import { behavioursOf, type AttemptBehaviour, type BehaviourRules } from './behaviours';
import type { CloudSettings } from './cloud-settings';
import { dueAt, titleOf, type CloudTask, type Outcome } from './cloud-task';
import { TaskStore } from './task-store';

export interface CloudEnvironment {
  id: string;
  /** The CLI finds an environment by its id or this label. */
  label: string;
  /** `owner/name` */
  repository: string;
}

export interface TaskRequest {
  environment: CloudEnvironment;
  prompt: string;
  branch?: string;
  attempts: number;
}

export interface Workshop {
  dataDir: string;
  /** Where the agent clones a repository from. */
  gitUrl: (repository: string) => GitRemote | string | Promise<GitRemote | string>;
  rules: BehaviourRules;
  settings: CloudSettings;
  log: (event: string, details: Record<string, unknown>) => void;
}

/** Two checkouts at once keep a small machine usable while many tasks arrive. */
const WORKERS = 2;

export class CloudTasks {
  private readonly waiting: CloudTask[] = [];
  private readonly working = new Set<Promise<void>>();
  private closed = false;

  private constructor(
    private readonly store: TaskStore,
    private readonly workshop: Workshop,
  ) {}

  /** Takes up the tasks that an earlier process has left unfinished. One process at a time may have a `dataDir` open. */
  static async open(workshop: Workshop): Promise<CloudTasks> {
    await rm(join(workshop.dataDir, 'work'), { recursive: true, force: true });
    const tasks = new CloudTasks(await TaskStore.open(join(workshop.dataDir, 'tasks')), workshop);
    for (const task of tasks.newestFirst().reverse()) if (!task.outcome) tasks.begin(task);
    return tasks;
  }

  async create({ environment, prompt, branch, attempts }: TaskRequest): Promise<CloudTask> {
    const task = await this.store.create({
      environmentId: environment.id,
      repository: environment.repository,
      ...(branch && { branch }),
      prompt,
      title: titleOf(prompt),
      attempts,
      behaviour: this.workshop.rules.take(environment.id, environment.repository),
      createdAt: Date.now(),
    });
    this.workshop.log('task created', { id: task.id, title: task.title, behaviour: task.behaviour.kind });
    this.begin(task);
    return task;
  }

  find(id: string): CloudTask | undefined {
    return this.store.find(id);
  }

  newestFirst(): CloudTask[] {
    return this.store.newestFirst();
  }

  /** Shows a held or slow task's outcome now, or as soon as the agent has it. Rejects for an unknown task and for one that never ends. */
  async release(id: string): Promise<void> {
    if (this.store.find(id)?.behaviour.kind === 'never') throw new Error(`Task ${id} never ends.`);
    await this.store.update(id, (task) => ({
      ...task,
      released: true,
      ...(task.outcome && { finishedAt: Math.min(task.finishedAt ?? Infinity, Date.now()) }),
    }));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiting.length = 0;
    await Promise.all(this.working);
  }

  private begin(task: CloudTask): void {
    if (task.behaviour.kind === 'never') return;
    this.waiting.push(task);
    this.next();
  }

  private next(): void {
    if (this.closed || this.working.size >= WORKERS) return;
    const task = this.waiting.shift();
    if (!task) return;
    const done = this.finish(task).catch((error: unknown) => this.workshop.log('task could not be kept', { id: task.id, error: String(error) }));
    this.working.add(done);
    void done.then(() => {
      this.working.delete(done);
      this.next();
    });
  }

  private async finish(task: CloudTask): Promise<void> {
    const [outcome, ...others] = await this.outcomesOf(task);
    if (!outcome) throw new Error(`Task ${task.id} has no attempt.`);
    await this.store.update(task.id, (latest) => {
      const due = dueAt(latest, this.workshop.settings.latencyMs);
      return { ...latest, outcome, ...(others.length > 0 && { otherOutcomes: others }), ...(due !== undefined && { finishedAt: Math.max(due, Date.now()) }) };
    });
    this.workshop.log('task worked', { id: task.id, outcome: outcome.kind });
  }

  private async outcomesOf(task: CloudTask): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const behaviour of behavioursOf(task.behaviour, task.attempts)) outcomes.push(await this.outcomeOf(task, behaviour));
    return outcomes;
  }

  private async outcomeOf({ repository, branch, prompt }: CloudTask, behaviour: AttemptBehaviour): Promise<Outcome> {
    if (behaviour.kind === 'error') return { kind: 'error', message: behaviour.message ?? 'The environment could not be set up.' };
    try {
      const remote = await this.workshop.gitUrl(repository);
      const checkout = await Checkout.of(typeof remote === 'string' ? { url: remote } : remote, branch, join(this.workshop.dataDir, 'work'));
      try {
        return await work(checkout, prompt, behaviour);
      } finally {
        await checkout.dispose();
      }
    } catch (error) {
      return { kind: 'error', message: `The agent failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}
