// The rows of the list while it is looked at: facts and news change a row where it stands, new runs are counted and wait above.
import type { EventFrame, News, Run, RunView, StoredFact, Task } from '#contracts';
import { evolve, viewOf, withNews } from '#domain';

export interface RunPage { items: RunView[]; nextCursor: string | null }

/** The pages after `frames`; the same object when they say nothing about its rows. */
export function pagesAfter(pages: readonly RunPage[], frames: readonly EventFrame[]): readonly RunPage[] {
  const framesOf = new Map<string, EventFrame[]>();
  for (const frame of frames) framesOf.set(runOf(frame), [...framesOf.get(runOf(frame)) ?? [], frame]);
  let changed = false;
  const after = pages.map((page) => {
    if (!page.items.some(({ id }) => framesOf.has(id))) return page;
    changed = true;
    return { ...page, items: page.items.map((row) => (framesOf.get(row.id) ?? []).reduce(rowAfter, row)) };
  });
  return changed ? after : pages;
}

export const runOf = (frame: EventFrame): string => ('fact' in frame ? frame.fact.runId : frame.live.runId);

export function rowAfter(row: RunView, frame: EventFrame): RunView {
  return 'fact' in frame ? foldFact(row, frame) : foldNews(row, frame.live);
}

function foldFact(row: RunView, stored: StoredFact): RunView {
  const before = runOfRow(row);
  const after = evolve(before, stored);
  return after === before ? row : rowOf(after);
}

function foldNews(row: RunView, news: News): RunView {
  const before = runOfRow(row);
  const after = withNews(before, news);
  return after === before ? row : rowOf(after);
}

const rowOf = (run: Run): RunView => viewOf(run, { tasks: false, artifacts: false });

/** A row has a summary instead of tasks: tasks that are summarised to the same. */
function runOfRow({ taskSummary, ...row }: RunView): Run {
  return { ...row, artifacts: [], tasks: taskSummary.flatMap((summary) => tasksOf(summary, row.updatedAt)) };
}

function tasksOf({ taskName, status, attempt, attempts }: RunView['taskSummary'][number], at: string): Task[] {
  const task = (number: number, state: Task['status']): Task => ({
    id: `${taskName}:${number}`, taskName, status: state, attempt: number, payload: {}, artifactIds: [], queuedAt: at, startedAt: null, finishedAt: null,
  });
  if (attempts === 0) return status === 'skipped' ? [task(attempt, 'skipped')] : [];
  // Earlier attempts only count: any number that no fact will name again.
  return [...Array.from({ length: attempts - 1 }, (_, index) => task(index - attempts, 'failed')), task(attempt, status)];
}

