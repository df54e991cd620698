// Reads a tasks.md as people really write it: phases, their tasks, and a remark with a line number for everything odd.
import type { Diagnostic } from '#contracts';
import { scanBlocks } from './block-scanner';
import { outlineOf, type Stretch } from './outline';
import { digestOf } from './phase-digest';
import { slugOf, titleOf } from './phase-title';
import { remarksOn, withoutTasks, type LeftTask } from './remarks';
import { defaultTasksLimits, readSourceLines, type TasksLimits } from './source-lines';
import { listTasks, type TaskList } from './task-list';
import { mostDiagnostics, type Phase, type Task, type TasksDocument } from './tasks-document';

/** Never throws. What cannot be read is an error diagnostic, and `nextPhase` then refuses to say that nothing is left. */
export function parseTasks(source: string | Uint8Array, limits: TasksLimits = defaultTasksLimits): TasksDocument {
  const { lines, diagnostics } = readSourceLines(source, limits);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { phases: [], diagnostics };
  const blocks = scanBlocks(lines);
  const list = listTasks(blocks.items, lines);
  const outline = outlineOf(blocks.headings, list.tasks.map(({ line }) => line), lines.length);
  const { phases, left } = fill(outline, list, lines);
  const remarks = list.tasks.length === 0 || phases.every(({ tasks }) => tasks.length === 0)
    ? withoutTasks(blocks, phases, list)
    : remarksOn(blocks, phases, list, left);
  return { phases, diagnostics: bounded([...diagnostics, ...blocks.diagnostics, ...remarks]) };
}

/** Hands each task to the stretch it stands in. `left` are tasks that belong to no phase: legends, and repeats of a phase's tasks elsewhere. */
function fill(outline: Stretch[], { tasks, byId }: TaskList, lines: string[]): { phases: Phase[]; left: LeftTask[] } {
  const filled = distribute(outline, tasks);
  const main = filled.some(({ stretch }) => stretch.kind === 'phase') ? 'phase' : 'section';
  const known = new Set(filled.filter(({ stretch }) => stretch.kind === main).flatMap((each) => each.tasks.map(({ id }) => id?.toUpperCase())));
  const counts = (task: Task, { kind }: Stretch) => {
    if (kind === 'legend') return false;
    // Elsewhere a task counts with an id of its own; without ids it counts unless there are phases (criteria stand outside them).
    return byId ? !known.has(task.id?.toUpperCase()) : main === 'section';
  };
  const phases: Phase[] = [];
  const left: LeftTask[] = [];
  for (const { stretch, tasks: own } of filled) {
    const kept = stretch.kind === main ? own : own.filter((task) => counts(task, stretch));
    if (stretch.kind === 'phase' || kept.length > 0) phases.push(phaseOf(stretch, kept, lines, phases.length + 1));
    for (const task of own) if (stretch.kind !== main && !counts(task, stretch)) left.push({ task, inSection: stretch.kind === 'section' });
  }
  return { phases, left };
}

function distribute(outline: Stretch[], tasks: Task[]): { stretch: Stretch; tasks: Task[] }[] {
  let next = 0;
  return outline.map((stretch) => {
    const first = next;
    while ((tasks[next]?.line ?? Infinity) <= stretch.endLine) next += 1;
    return { stretch, tasks: tasks.slice(first, next) };
  });
}

function phaseOf({ kind, heading, line, endLine }: Stretch, tasks: Task[], lines: string[], ordinal: number): Phase {
  const title = titleOf(heading?.text ?? '') || 'Tasks';
  return { kind: kind === 'phase' ? 'phase' : 'section', ordinal, title, slug: slugOf(title), line, endLine, firstTaskId: tasks[0]?.id ?? null, digest: digestOf(lines, line, endLine), tasks };
}

/** All errors and the first warnings, by line. */
function bounded(diagnostics: Diagnostic[]): Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').slice(0, mostDiagnostics);
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').slice(0, Math.max(0, mostDiagnostics - errors.length));
  return [...errors, ...warnings].sort((a, b) => a.line - b.line);
}
