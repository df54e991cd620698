// A Codex Cloud task as the service keeps it, and what of it can be seen at a given moment.
import type { Behaviour } from './behaviours';

/** What the agent brought: a diff, text only (a question, say), or a failure. */
export type Outcome = { kind: 'diff'; diff: string; message: string } | { kind: 'message'; message: string } | { kind: 'error'; message: string };

export interface CloudTask {
  /** `task_e_` and 32 hexadecimal digits, as the service's ids look. */
  id: string;
  /** Counts up with each task; orders the listing. */
  sequence: number;
  environmentId: string;
  repository: string;
  /** Absent: the repository's default branch. */
  branch?: string;
  prompt: string;
  title: string;
  /** Attempts asked for (best of n), 1 to 4. */
  attempts: number;
  behaviour: Behaviour;
  /** Milliseconds since 1970, like every time here. */
  createdAt: number;
  /** Whatever the behaviour says, the outcome shows as soon as the agent has it. */
  released?: true;
  outcome?: Outcome;
  /** The outcomes of the second attempt and those after it; absent when they are like the first. */
  otherOutcomes?: Outcome[];
  /** From when on the outcome shows; absent while the agent works or the task is held. */
  finishedAt?: number;
}

export type TaskState = 'pending' | 'ready' | 'error';

/** Of the task as a whole, which is that of its first attempt, or of another one; `placement` counts attempts from 0. */
export function stateAt(task: CloudTask, at: number, placement = 0): TaskState {
  const outcome = outcomeAt(task, at, placement);
  if (!outcome) return 'pending';
  return outcome.kind === 'error' ? 'error' : 'ready';
}

export function outcomeAt(task: CloudTask, at: number, placement = 0): Outcome | undefined {
  if (!task.outcome || task.finishedAt === undefined || task.finishedAt > at) return undefined;
  return placement === 0 ? task.outcome : (task.otherOutcomes?.[placement - 1] ?? task.outcome);
}

/** The moment an outcome may show, given the behaviour and the usual latency; undefined: not before it is released. */
export function dueAt(task: CloudTask, latencyMs: number): number | undefined {
  const { behaviour, createdAt } = task;
  if (task.released) return createdAt;
  if (behaviour.kind === 'never') return undefined;
  if (behaviour.kind === 'slow') return behaviour.ms === undefined ? undefined : createdAt + behaviour.ms;
  return createdAt + (behaviour.latencyMs ?? latencyMs);
}

const TITLE_CHARACTERS = 90;

/** The service shows the beginning of the prompt's first line until it has generated a title. */
export function titleOf(prompt: string): string {
  const firstLine = prompt.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  return Array.from(firstLine.trim()).slice(0, TITLE_CHARACTERS).join('');
}

/** `<runId>/<attempt>` of the marker a Specline prompt starts with. */
export function markerOf(prompt: string): string | undefined {
  return /\[specline:([^\]\s]+)\]/.exec(prompt)?.[1];
}
