// What a tasks.md says once it is read: phases, their tasks, and remarks with line numbers.
import type { Diagnostic } from '#contracts';

/** Lines are 1-based. `text` is what follows the checkbox, id and tags included, cut at 2,000 characters. */
export interface Task {
  id: string | null;
  line: number;
  text: string;
  done: boolean;
  /** The character between the brackets as written: a space, `x`, `~`, … */
  mark: string;
  /** Struck through as a whole: neither open nor done. */
  dropped: boolean;
  parallel: boolean;
  /** `US1`, `US1/US2`, … */
  story: string | null;
  /** Paths the text names, in order, each once. */
  files: string[];
}

/** A phase is known by these three, never by its ordinal: `converge` and revisions insert phases. */
export interface PhaseIdentity {
  slug: string;
  firstTaskId: string | null;
  /** Hash of the phase's content with every mark cleared, so that ticking a task does not change it. */
  digest: string;
}

/** `kind` is `section` when the file has tasks under a heading that is not a phase heading. Runs from `line` to `endLine`. */
export interface Phase extends PhaseIdentity {
  kind: 'phase' | 'section';
  ordinal: number;
  title: string;
  line: number;
  endLine: number;
  tasks: Task[];
}

/** Of one file; errors come first. */
export const mostDiagnostics = 100;

export interface TasksDocument {
  phases: Phase[];
  diagnostics: Diagnostic[];
}

export function isOpen(task: Task): boolean {
  return !task.done && !task.dropped;
}

export function warning(code: string, line: number, message: string): Diagnostic {
  return { severity: 'warning', code, line, message };
}

export function error(code: string, line: number, message: string): Diagnostic {
  return { severity: 'error', code, line, message };
}
