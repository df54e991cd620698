// Keeps tasks as one JSON file each, so that they outlive the emulator's process.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudTask } from './cloud-task';

export class TaskStore {
  private readonly tasks = new Map<string, CloudTask>();
  private lastSequence = 0;
  private writes: Promise<unknown> = Promise.resolve();

  private constructor(private readonly directory: string) {}

  /** Reads what an earlier process has kept; a file torn by a kill is a `.new` and is passed over. */
  static async open(directory: string): Promise<TaskStore> {
    await mkdir(directory, { recursive: true });
    const store = new TaskStore(directory);
    const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
    const kept = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as CloudTask));
    for (const task of kept.sort((a, b) => a.sequence - b.sequence)) store.remember(task);
    return store;
  }

  find(id: string): CloudTask | undefined {
    return this.tasks.get(id);
  }

  newestFirst(): CloudTask[] {
    return [...this.tasks.values()].reverse();
  }

  /** Resolves once the task is on disk; only then can anybody see it. */
  create(task: Omit<CloudTask, 'id' | 'sequence'>): Promise<CloudTask> {
    return this.inTurn(() => this.write({ ...task, sequence: this.lastSequence + 1, id: `task_e_${randomBytes(16).toString('hex')}` }));
  }

  /** Replaces a task by `change` of its latest version. */
  update(id: string, change: (task: CloudTask) => CloudTask): Promise<CloudTask> {
    return this.inTurn(async () => {
      const task = this.tasks.get(id);
      if (!task) throw new Error(`No task ${id}.`);
      return this.write(change(task));
    });
  }

  private async write(task: CloudTask): Promise<CloudTask> {
    const path = join(this.directory, `${task.id}.json`);
    await writeFile(`${path}.new`, JSON.stringify(task));
    await rename(`${path}.new`, path);
    this.remember(task);
    return task;
  }

  /** A map keeps the place of a key it knows, so the order stays that of creation. */
  private remember(task: CloudTask): void {
    this.tasks.set(task.id, task);
    this.lastSequence = Math.max(this.lastSequence, task.sequence);
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.writes.then(work);
    this.writes = result.catch(() => undefined);
    return result;
  }
}
