// The timeline's geometry: where each attempt waits and works, to scale.
import type { Run, Task } from '#contracts';

/** `from` and `to` are shares (0–1) of the whole span. Who is waited for: a worker (`waiting`), the agent, or a person, when nobody but an operator could go on. */
export interface Segment { kind: 'waiting' | 'working' | 'agent' | 'person'; from: number; to: number; milliseconds: number; attempt: number; task?: Task }
export interface TimelineRow { stage: string; segments: Segment[] }
export interface Tick { at: number; milliseconds: number }
export interface Timeline { start: number; end: number; rows: TimelineRow[]; ticks: Tick[] }

type Shown = Pick<Run, 'chain' | 'tasks' | 'createdAt' | 'finishedAt'>;

/** Pure. `attempt` narrows to what one attempt did; `now` ends what is not over, in milliseconds since 1970. */
export function timelineOf(run: Shown, now: number, attempt?: number): Timeline {
  const tasks = run.tasks.filter((task) => isReached(task) && (attempt === undefined || task.attempt === attempt));
  const start = Math.min(...tasks.map(({ queuedAt }) => Date.parse(queuedAt)), ...(attempt === undefined ? [Date.parse(run.createdAt)] : []));
  const ends = tasks.map((task) => endOf(task, now));
  // An empty span would divide by zero.
  const end = Math.max(start + 1, ...ends, ...(attempt === undefined && run.finishedAt !== null ? [Date.parse(run.finishedAt)] : []));
  const share = (moment: number): number => Math.min(1, Math.max(0, (moment - start) / (end - start)));
  const stages = [...run.chain, ...new Set(tasks.map(({ taskName }) => taskName))].filter((name, index, all) => all.indexOf(name) === index);
  const rows = stages.map((stage) => ({ stage, segments: tasks.filter(({ taskName }) => taskName === stage).flatMap((task) => segmentsOf(task, now, share)) }));
  if (attempt === undefined) addPerson(rows, tasks, now, share);
  return { start, end, rows, ticks: ticksOf(end - start) };
}

/** What was skipped without having waited was never reached. */
const isReached = ({ status, startedAt, queuedAt, finishedAt }: Task): boolean => status !== 'skipped' || startedAt !== null || queuedAt !== finishedAt;
const endOf = ({ finishedAt }: Task, now: number): number => (finishedAt === null ? now : Date.parse(finishedAt));

function segmentsOf(task: Task, now: number, share: (moment: number) => number): Segment[] {
  const queued = Date.parse(task.queuedAt);
  const end = endOf(task, now);
  const started = task.startedAt === null ? end : Math.max(queued, Date.parse(task.startedAt));
  const segment = (kind: Segment['kind'], from: number, to: number): Segment => ({ kind, from: share(from), to: share(to), milliseconds: Math.max(0, to - from), attempt: task.attempt, task });
  const waiting = started > queued || task.startedAt === null ? [segment('waiting', queued, started)] : [];
  if (task.startedAt === null) return waiting;
  const answered = agentDoneAt(task, started, end);
  const agent = answered > started ? [segment('agent', started, answered)] : [];
  // A worker that only waits so far has no work to draw.
  const working = answered < end || answered === started ? [segment('working', answered, end)] : [];
  return [...waiting, ...agent, ...working];
}

/** A stage waits for its agent first, and then works with the answer. */
function agentDoneAt({ payload: { waiting, waitedMs = 0 } }: Task, started: number, end: number): number {
  return waiting ? end : Math.min(end, started + waitedMs);
}

/** Between a failure and the operator's retry nobody worked: the gap belongs to the stage that failed. */
function addPerson(rows: TimelineRow[], tasks: readonly Task[], now: number, share: (moment: number) => number): void {
  for (const failed of tasks.filter(({ status }) => status === 'failed')) {
    const from = endOf(failed, now);
    const next = tasks.filter((task) => task.attempt > failed.attempt).map(({ queuedAt }) => Date.parse(queuedAt)).sort((one, other) => one - other)[0];
    if (next === undefined || next <= from) continue;
    rows.find(({ stage }) => stage === failed.taskName)?.segments.push({ kind: 'person', from: share(from), to: share(next), milliseconds: next - from, attempt: failed.attempt });
  }
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 14_400e3, 43_200e3, 86_400e3, 7 * 86_400e3];

/** Four to eight round moments. */
export function ticksOf(span: number): Tick[] {
  const step = steps.find((one) => span / one <= 6) ?? span / 4;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => ({ at: (index * step) / span, milliseconds: index * step }));
}
