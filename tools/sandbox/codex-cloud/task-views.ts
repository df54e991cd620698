// A task in the words of the service's answers: the shapes that the CLI 0.169.0 reads, times in seconds since 1970.
import { outcomeAt, stateAt, type CloudTask, type Outcome } from './cloud-task';

export interface ViewedTask {
  task: CloudTask;
  environmentLabel: string;
  /** What the listing calls the task: the beginning of its prompt or a generated title. */
  title: string;
  /** The moment that is looked at; an answer that lags looks at an earlier one. */
  at: number;
}

const TURN_STATUS = { pending: 'in_progress', ready: 'completed', error: 'failed' } as const;

export function listItem(viewed: ViewedTask) {
  const { task, title } = viewed;
  return {
    id: task.id,
    title,
    has_generated_title: title !== task.title,
    created_at: task.createdAt / 1000,
    updated_at: updatedAt(viewed) / 1000,
    task_status_display: statusDisplay(viewed),
    archived: false,
    has_unread_turn: false,
    pull_requests: [],
  };
}

export function taskDetails(viewed: ViewedTask) {
  const { task, title, at } = viewed;
  const outcome = outcomeAt(task, at);
  return {
    task: {
      id: task.id,
      title,
      has_generated_title: title !== task.title,
      created_at: task.createdAt / 1000,
      updated_at: updatedAt(viewed) / 1000,
      archived: false,
      environment_id: task.environmentId,
      current_turn_id: turnId(task, 0),
      external_pull_requests: [],
    },
    task_status_display: statusDisplay(viewed),
    current_user_turn: {
      id: `${task.id}~usrtrn`,
      input_items: [{ type: 'message', role: 'user', content: [{ content_type: 'text', text: task.prompt }] }],
    },
    current_assistant_turn: turn(viewed, 0),
    ...(outcome?.kind === 'diff' && { current_diff_task_turn: { id: turnId(task, 0), output_items: outputItems(outcome) } }),
  };
}

/** The other attempts of a best-of-n task; without a behaviour that says otherwise each brings the same. */
export function siblingTurns(viewed: ViewedTask, turnOfTask: string) {
  const turns = Array.from({ length: viewed.task.attempts }, (_, placement) => turn(viewed, placement));
  return turns.some(({ id }) => id === turnOfTask) ? { sibling_turns: turns.filter(({ id }) => id !== turnOfTask) } : undefined;
}

function turn(viewed: ViewedTask, placement: number) {
  const { task, at } = viewed;
  const outcome = outcomeAt(task, at, placement);
  return {
    id: turnId(task, placement),
    attempt_placement: placement,
    turn_status: TURN_STATUS[stateAt(task, at, placement)],
    created_at: task.createdAt / 1000,
    sibling_turn_ids: siblingsOf(task, placement),
    output_items: outputItems(outcome),
    ...(outcome?.kind === 'error' && { error: { code: 'task_failed', message: outcome.message } }),
  };
}

function outputItems(outcome: Outcome | undefined) {
  if (!outcome || outcome.kind === 'error') return [];
  const message = { type: 'message', role: 'assistant', content: [{ content_type: 'text', text: outcome.message }] };
  return outcome.kind === 'diff' ? [{ type: 'output_diff', diff: outcome.diff }, message] : [message];
}

function statusDisplay(viewed: ViewedTask) {
  const { task, environmentLabel, at } = viewed;
  const outcome = outcomeAt(task, at);
  return {
    environment_label: environmentLabel,
    latest_turn_status_display: {
      turn_status: TURN_STATUS[stateAt(task, at)],
      created_at: task.createdAt / 1000,
      updated_at: updatedAt(viewed) / 1000,
      sibling_turn_ids: siblingsOf(task, 0),
      ...(outcome?.kind === 'diff' && { diff_stats: diffStats(outcome.diff) }),
    },
  };
}

export function diffStats(diff: string) {
  const lines = diff.split('\n');
  return {
    files_modified: lines.filter((line) => line.startsWith('diff --git ')).length,
    lines_added: lines.filter((line) => line.startsWith('+') && !line.startsWith('+++')).length,
    lines_removed: lines.filter((line) => line.startsWith('-') && !line.startsWith('---')).length,
  };
}

function updatedAt({ task, at }: ViewedTask): number {
  return stateAt(task, at) === 'pending' ? task.createdAt : (task.finishedAt ?? task.createdAt);
}

function turnId(task: CloudTask, placement: number): string {
  return `${task.id}~assttrn~${placement}`;
}

function siblingsOf(task: CloudTask, placement: number): string[] {
  return Array.from({ length: task.attempts }, (_, other) => turnId(task, other)).filter((_, other) => other !== placement);
}
