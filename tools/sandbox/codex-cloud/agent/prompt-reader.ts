// Reads a prompt as a coding agent would: which tasks file it is about and which tasks it asks for.

export interface AskedTask {
  /** `T012`, when the prompt names one. */
  id?: string;
  /** 1-based line in the tasks file, when the prompt names one. */
  line?: number;
  /** The task's words, without marks, id and line. */
  text: string;
}

export interface PromptReading {
  /** Path below the repository's root, `/` separated. */
  tasksFile?: string;
  asked: AskedTask[];
}

const TASKS_FILE = /(?:[\w.@+-]+\/)*specs\/[^\s`"'()<>[\]]+?\/tasks\.md/;
const LIST_LINE = /^\s*(?:[-*+]|\d+[.)])\s+(.*)$/;
const QUOTED = /^(["'`])(.*)\1$/;
const CHECKBOX = /^\[[ xX~-]\]\s+/;
const LINE_REFERENCE = /\((?:line|l\.?)\s*(\d+)\)|\bline\s+(\d+)\b:?|\bL(\d+)\b:?/i;
/** As people write ids in tasks files: T001, T001a, T009.5, T1.1, T-001, P001. */
export const TASK_ID = /\b[TP]-?\d+(?:\.\d+)*[A-Za-z]?(?:-[A-Z])?\b/;

export function readPrompt(prompt: string): PromptReading {
  const lines = prompt.split(/\r?\n/);
  const listed = lines.flatMap((line) => askedInListLine(line) ?? []);
  return { tasksFile: TASKS_FILE.exec(prompt)?.[0], asked: listed.length > 0 ? listed : idsAnywhere(prompt) };
}

/** A list line asks for a task when it starts with an id or a checkbox, or says which line of the file it means. */
function askedInListLine(line: string): AskedTask | undefined {
  const item = LIST_LINE.exec(line)?.[1]?.replace(QUOTED, '$2').replace(LIST_LINE, '$1');
  if (!item) return undefined;
  const unboxed = item.replace(CHECKBOX, '');
  const id = new RegExp(`^[*\`]*(${TASK_ID.source})`).exec(unboxed)?.[1];
  const reference = LINE_REFERENCE.exec(unboxed);
  const namesLine = reference !== null && (id !== undefined || reference.index === 0);
  if (!id && !namesLine && unboxed === item) return undefined;
  const text = unboxed.replace(id ?? '', '').replace(namesLine ? reference[0] : '', '');
  const lineNumber = namesLine ? Number(reference[1] ?? reference[2] ?? reference[3]) : undefined;
  return { ...(id && { id }), ...(lineNumber && { line: lineNumber }), text: text.replace(/^[\s:*`.,–-]+/, '').trim() };
}

function idsAnywhere(prompt: string): AskedTask[] {
  const ids = prompt.match(new RegExp(TASK_ID.source, 'g')) ?? [];
  return [...new Set(ids)].map((id) => ({ id, text: '' }));
}
