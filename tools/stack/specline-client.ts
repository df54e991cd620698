// The few calls of Specline's API that the local stack makes: start a run, and look at it until it is over.
import type { CreateRun, Problem, RunView } from '#contracts';
import { runsPath } from '#contracts';
import { StackError } from './stack-error';

export class SpeclineClient {
  constructor(private readonly url: string, private readonly token: string) {}

  async start(wish: Partial<CreateRun> & { repository: string }): Promise<RunView> {
    return this.call('POST', `/${runsPath}`, wish);
  }

  async retry(id: string, notes: string): Promise<RunView> {
    return this.call('POST', `/${runsPath}/${id}/retry`, { mode: 'resume_failed_task', notes });
  }

  async run(id: string): Promise<RunView> {
    return this.call('GET', `/${runsPath}/${id}?includeTasks=true&includeArtifacts=true`);
  }

  /** Looks until the run is over. `onChange` hears each new state of a stage once. */
  async follow(id: string, onChange: (line: string) => void, signal?: AbortSignal): Promise<RunView> {
    const said = new Set<string>();
    for (;;) {
      const run = await this.run(id);
      for (const task of run.tasks ?? []) {
        const line = `${task.taskName}${task.attempt > 1 ? ` (attempt ${task.attempt})` : ''} ${task.status}${task.payload.message ? `: ${task.payload.message}` : ''}`;
        if (task.status !== 'queued' && !said.has(line)) {
          said.add(line);
          onChange(line);
        }
      }
      if (run.finishedAt) return run;
      signal?.throwIfAborted();
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method, headers: { authorization: `Bearer ${this.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(20_000),
    });
    if (answer.ok) return await answer.json() as T;
    const problem = await answer.json().catch(() => undefined) as Problem | undefined;
    throw new StackError(`${method} ${path} was refused: ${problem?.detail ?? answer.statusText}`, problem?.remediation ?? 'Look into the log of the gateway.');
  }
}
