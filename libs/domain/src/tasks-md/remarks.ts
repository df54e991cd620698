// Remarks on a file that was read: what a person should know or repair, each with its line.
import type { Diagnostic } from '#contracts';
import type { Blocks } from './block-scanner';
import { startsWithId, unreadableItem, unreadableText, type Unreadable } from './task-line';
import type { TaskList } from './task-list';
import { error, isOpen, mostDiagnostics, warning, type Phase, type Task } from './tasks-document';

/** A task outside the phases that was not counted. */
export interface LeftTask { task: Task; inSection: boolean }

/** For a file with tasks. */
export function remarksOn(blocks: Blocks, phases: Phase[], list: TaskList, left: LeftTask[]): Diagnostic[] {
  return [
    ...onSections(phases),
    ...onMarks(phases),
    ...onRepeatedIds(phases),
    ...onLeftTasks(phases, left),
    ...onCriteria(phases, list),
    ...onUnreadable(blocks, phases),
  ];
}

function onSections(phases: Phase[]): Diagnostic[] {
  const sections = phases.filter(({ kind }) => kind === 'section');
  if (sections.length === 0) return [];
  if (sections.length === phases.length) {
    return [warning('tasks_file.sections_as_phases', phases[0]?.line ?? 1, 'The file has no phase headings ("## Phase 1: …"); each section with tasks is taken as a phase.')];
  }
  return sections.map(({ line, title }) => warning('tasks_file.tasks_outside_phase', line, `"${title}" is no phase heading but has tasks; it is taken as a phase.`));
}

function onMarks(phases: Phase[]): Diagnostic[] {
  return phases.flatMap(({ tasks }) => tasks.flatMap((task) => {
    if (task.done || task.dropped) return [];
    if (task.mark.trim() !== '') return [warning('task.odd_mark', task.line, `${nameOf(task)} is marked [${task.mark}], which is neither open nor done; it counts as not done.`)];
    return task.text.startsWith('~~') ? [warning('task.partly_struck', task.line, `${nameOf(task)} is struck through in part; it counts as open.`)] : [];
  }));
}

function onRepeatedIds(phases: Phase[]): Diagnostic[] {
  const first = new Map<string, number>();
  const remarks: Diagnostic[] = [];
  for (const { tasks } of phases) {
    for (const { id, line } of tasks) {
      if (!id) continue;
      const earlier = first.get(id.toUpperCase());
      if (earlier === undefined) first.set(id.toUpperCase(), line);
      else if (remarks.length < mostDiagnostics) remarks.push(warning('task.duplicate_id', line, `${id} is already the id of line ${earlier}; both are tasks.`));
    }
  }
  return remarks;
}

/** A task that a checklist shows as open and its phase does not leaves open what is true. References and legends only talk about tasks. */
function onLeftTasks(phases: Phase[], left: LeftTask[]): Diagnostic[] {
  if (left.length === 0) return [];
  const openIds = new Set(phases.flatMap(({ tasks }) => tasks.filter(isOpen).map(({ id }) => id?.toUpperCase())));
  return left.map(({ task, inSection }) => (
    task.id !== null && isOpen(task) && inSection && !openIds.has(task.id.toUpperCase())
      ? error('task.contradicting_mark', task.line, `${nameOf(task)} is open here, outside the phases, and not open in its phase. Make both marks agree.`)
      : warning('task.outside_phase', task.line, `${nameOf(task)} stands outside the phases and is not counted.`)));
}

function onCriteria(phases: Phase[], { others, byId }: TaskList): Diagnostic[] {
  if (!byId) return [];
  const inPhase = lookUp(phases);
  return others.filter(({ item }) => inPhase(item.line) && !unreadableItem(item.text)).map(({ item }) => warning('task.without_id', item.line, 'This checkbox has no task id, unlike others of the file; it is taken as a criterion, not as a task.'));
}

function onUnreadable(blocks: Blocks, phases: Phase[]): Diagnostic[] {
  const inPhase = lookUp(phases);
  return unreadableLines(blocks).filter(({ line }) => inPhase(line)).map(({ line, meant }) => {
    const message = 'This looks like a task but cannot be read as one. Write it as "- [ ] T001 …", or "- [x] T001 …" when it is done.';
    return meant === 'open' ? error('task.unreadable', line, message) : warning('task.unreadable', line, message);
  });
}

function unreadableLines({ items, asides }: Blocks): { line: number; meant: Unreadable }[] {
  const judged = [
    ...items.map(({ line, text }) => ({ line, meant: unreadableItem(text) })),
    ...asides.map(({ line, text }) => ({ line, meant: unreadableText(text) })),
  ];
  return judged.flatMap(({ line, meant }) => (meant ? [{ line, meant }] : [])).sort((a, b) => a.line - b.line);
}

/** For a file without a single task: one error at the first line that looks as if it was meant to be one. */
export function withoutTasks(blocks: Blocks, phases: Phase[], { tasks, others }: TaskList): Diagnostic[] {
  const suspects = [
    ...unreadableLines(blocks).map(({ line }) => line),
    ...blocks.items.filter(({ text }) => startsWithId(text)).map(({ line }) => line),
    ...blocks.asides.filter(({ text }) => startsWithId(text)).map(({ line }) => line),
    ...blocks.headings.filter(({ text }) => startsWithId(text) || /^\W{0,4}task[\s#-]{0,3}\d/i.test(text)).map(({ line }) => line),
    ...others.map(({ item }) => item.line),
    ...tasks.map(({ line }) => line),
  ];
  const suspect = suspects.reduce((first, line) => Math.min(first, line), Infinity);
  const line = Number.isFinite(suspect) ? suspect : (phases[0]?.line ?? 1);
  const hint = Number.isFinite(suspect) ? `Line ${line} looks like one` : 'No line looks like one';
  return [error('tasks_file.no_tasks', line, `The file has no task that can be read. ${hint}. Write tasks as "- [ ] T001 …" under "## Phase 1: …".`)];
}

/** Answers for ascending lines whether they stand inside a phase. */
function lookUp(phases: Phase[]): (line: number) => boolean {
  let index = 0;
  return (line) => {
    while (index < phases.length && (phases[index]?.endLine ?? 0) < line) index += 1;
    return index < phases.length && (phases[index]?.line ?? Infinity) <= line;
  };
}

function nameOf({ id }: Task): string {
  return id ?? 'This task';
}
