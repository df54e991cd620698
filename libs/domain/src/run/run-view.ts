// How a run is shown: the latest attempt of each stage, and news laid over the facts.
import type { News, Run, RunView, TaskSummary } from '#contracts';

/** One row per stage of the chain, in its order: the latest attempt, and how many there were. */
export function summariseTasks(run: Pick<Run, 'chain' | 'tasks'>): TaskSummary[] {
  return run.chain.map((stage) => {
    const attempts = run.tasks.filter((task) => task.taskName === stage);
    const latest = attempts.findLast((task) => task.status !== 'skipped') ?? attempts.at(-1);
    return { taskName: stage, status: latest?.status ?? 'queued', attempt: latest?.attempt ?? run.tasks.at(-1)?.attempt ?? 1, attempts: attempts.filter((task) => task.status !== 'skipped').length };
  });
}

export function viewOf(run: Run, include: { tasks: boolean; artifacts: boolean }): RunView {
  const { tasks, artifacts, ...rest } = run;
  return { ...rest, taskSummary: summariseTasks(run), ...(include.tasks ? { tasks } : {}), ...(include.artifacts ? { artifacts } : {}) };
}

/** News counts only while its trigger is the run's last fact, or an intent that answers it is. */
export function withNews(run: Run, news: News): Run {
  const task = run.tasks.find((one) => one.taskName === news.stage && one.attempt === news.attempt);
  if (!task || (task.status !== 'queued' && task.status !== 'running') || run.finishedAt || news.trigger > run.lastSequence) return run;
  const begun = news.startedAt ?? news.at;
  const startedAt = task.startedAt ?? begun;
  const { waiting: _, waitedMs: __, ...known } = task.payload;
  const { worker, message, waiting, waitedMs } = news;
  const payload = { ...known, worker, ...(message ? { message } : {}), ...(waiting ? { waiting } : {}), ...(waitedMs ? { waitedMs } : {}) };
  return {
    ...run,
    status: run.status === 'pending' || run.status === 'retrying' ? 'running' : run.status,
    startedAt: run.startedAt ?? begun,
    tasks: run.tasks.map((one) => (one === task ? { ...task, status: 'running' as const, startedAt, payload } : one)),
  };
}
