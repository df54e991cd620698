// How the counted stages call the ledger: one HTTP call each, whose failure says whether anything may have happened.
import type { CreateTask, ListTasks } from '../../../apps/codex-runner/src/agents/codex-cloud/codex-cloud-cli';
import { CodexFailure } from '../../../apps/codex-runner/src/agents/codex-cloud/codex-failure';
import type { CodexTaskPage } from '../../../apps/codex-runner/src/agents/codex-cloud/codex-task';
import type { TaskCalls, TaskDoor } from '../../../apps/codex-runner/src/agents/codex-cloud/task-submission';
import type { LedgerTask } from './ledger';

const patience = 10_000;
/** Milliseconds after which a call has left this process. */
const longEnoughToArrive = 20;

/** The call was answered with an error, or not at all. */
export class LedgerUnwell extends Error {}

export class LedgerDoor implements TaskDoor, TaskCalls {
  /** @param calling is told when the call that makes a task is on its way */
  constructor(private readonly url: string, private readonly token: string | undefined, private readonly calling: () => void) {}

  /** @throws LedgerUnwell; the call may have taken effect */
  async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}` };
    const answer = await fetch(`${this.url}${path}`, { method, headers, signal: AbortSignal.timeout(patience), ...(body ? { body: JSON.stringify(body) } : {}) })
      .catch((cause: unknown) => { throw new LedgerUnwell(`${method} ${path} was not answered`, { cause }); });
    if (!answer.ok) throw new LedgerUnwell(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return await answer.json().catch((cause: unknown) => { throw new LedgerUnwell(`${method} ${path} was answered in part`, { cause }); }) as Answer;
  }

  /** The ledger needs no turns. */
  inOneTurn<T>(work: (calls: TaskCalls) => Promise<T>): Promise<T> {
    return work(this);
  }

  async listTasks({ cursor }: ListTasks): Promise<CodexTaskPage> {
    const page = await this.call<{ tasks: LedgerTask[]; cursor: string | null }>('GET', `/tasks${cursor ? `?cursor=${cursor}` : ''}`)
      .catch((cause: unknown) => { throw new CodexFailure('codex.unavailable', { cause }); });
    const summary = { filesChanged: 0, linesAdded: 0, linesRemoved: 0 };
    return { cursor: page.cursor, tasks: page.tasks.map(({ id, title, at }) => ({ id, title, url: urlOf(id), status: 'ready', updatedAt: new Date(at).toISOString(), summary, attempts: 1 })) };
  }

  async createTask({ prompt }: CreateTask): Promise<{ taskId: string; url: string }> {
    const call = this.call<LedgerTask>('POST', '/tasks', { title: prompt.split('\n')[0] });
    setTimeout(this.calling, longEnoughToArrive);
    const { id } = await call.catch((cause: unknown) => { throw new CodexFailure('codex.unavailable', { effect: 'unclear', cause }); });
    return { taskId: id, url: urlOf(id) };
  }
}

const urlOf = (id: string): string => `https://chatgpt.com/codex/tasks/${id}`;
