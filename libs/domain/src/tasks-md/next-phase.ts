// Which phase comes next: the first in document order with an open task.
import type { Diagnostic } from '#contracts';
import { isOpen, type Phase, type Task, type TasksDocument } from './tasks-document';

export type NextPhase =
  | { outcome: 'ok'; phase: Phase; openTasks: Task[] }
  | { outcome: 'no_work' }
  | { outcome: 'error'; diagnostics: Diagnostic[] };

/** Never says `no_work` while something that may be an open task could not be read. */
export function nextPhase({ phases, diagnostics }: TasksDocument): NextPhase {
  const errors = diagnostics.filter((each) => each.severity === 'error');
  const phase = phases.find(({ tasks }) => tasks.some(isOpen));
  // An unclosed block inside the phase may hide some of its tasks; one after it cannot.
  const cut = phase && errors.some(({ code, line }) => code.startsWith('tasks_file.unterminated') && line >= phase.line && line <= phase.endLine);
  if (phase && !cut) return { outcome: 'ok', phase, openTasks: phase.tasks.filter(isOpen) };
  return errors.length > 0 ? { outcome: 'error', diagnostics: errors } : { outcome: 'no_work' };
}
