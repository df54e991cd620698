// What a patch did to the task list: which tasks of the phase it ticked, and what else it changed there.
import type { TaskFinding } from '#contracts';
import { findPhase } from './phase-digest';
import { isOpen, type Phase, type PhaseIdentity, type Task, type TasksDocument } from './tasks-document';

export interface PhaseComparison {
  /** Tasks of the phase that were open before and are done now, as they stand after the patch. */
  ticked: Task[];
  /** `line` is a line after the patch; of a removed task, its line before. */
  findings: TaskFinding[];
}

interface Occurrence {
  task: Task;
  phase: Phase;
}

/** Tasks are recognised by id (by text where they have none), repeated ones in the order in which they stand. */
export function comparePhase(before: TasksDocument, after: TasksDocument, identity: PhaseIdentity): PhaseComparison {
  const phase = findPhase(before, identity);
  if (!phase) return { ticked: [], findings: [finding('tasks.phase_missing', null, 'The phase of this run is not in the task list any more.')] };
  const remaining = occurrencesOf(after);
  for (const same of remaining.values()) same.reverse();
  const ticked: Task[] = [];
  const findings: TaskFinding[] = [];
  for (const old of [...occurrencesOf(before).values()].flat()) {
    const now = remaining.get(keyOf(old.task))?.pop();
    findings.push(...changesOf(old, now, phase));
    if (now && old.phase === phase && isOpen(old.task) && now.task.done) ticked.push(now.task);
  }
  for (const { task } of [...remaining.values()].flat()) findings.push(finding('tasks.task_added', task.line, `${nameOf(task)} was added${task.done ? ' and is marked done' : ''}.`));
  if (ticked.length === 0 && phase.tasks.some(isOpen)) findings.push(finding('tasks.nothing_ticked', phase.line, `No task of "${phase.title}" was marked done.`));
  return { ticked, findings: findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function changesOf(old: Occurrence, now: Occurrence | undefined, phase: Phase): TaskFinding[] {
  const { task } = old;
  if (!now) return [finding('tasks.task_removed', task.line, `${nameOf(task)} was removed: "${excerpt(task.text)}".`)];
  const findings: TaskFinding[] = [];
  const { line } = now.task;
  if (wordingOf(task) !== wordingOf(now.task)) findings.push(finding('tasks.task_reworded', line, `${nameOf(task)} was reworded; before: "${excerpt(task.text)}".`));
  if (!task.done && now.task.done && old.phase !== phase) findings.push(finding('tasks.foreign_tick', line, `${nameOf(task)} of "${old.phase.title}" was marked done; this run is for "${phase.title}".`));
  if (task.done && !now.task.done) findings.push(finding('tasks.task_unticked', line, `${nameOf(task)} was done and is not any more.`));
  return findings;
}

function occurrencesOf(document: TasksDocument): Map<string, Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  for (const phase of document.phases) {
    for (const task of phase.tasks) {
      const key = keyOf(task);
      const same = found.get(key);
      if (same) same.push({ task, phase });
      else found.set(key, [{ task, phase }]);
    }
  }
  return found;
}

function keyOf(task: Task): string {
  return task.id ? `id ${task.id.toUpperCase()}` : `text ${wordingOf(task)}`;
}

function wordingOf({ text }: Task): string {
  return text.replace(/\s+/g, ' ').trim();
}

function nameOf({ id, text }: Task): string {
  return id ?? `"${excerpt(text)}"`;
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function finding(code: string, line: number | null, message: string): TaskFinding {
  return { code, line, message };
}
