// Decides which checkboxes of a file are tasks, and completes them with what surrounds them.
import type { ListItem } from './block-scanner';
import { filePathsIn } from './file-paths';
import { isIdAlone, readCheckbox, readTaskLine, type TaskLine } from './task-line';
import type { Task } from './tasks-document';

const longestText = 2_000;
const mostStruckLines = 30;

export interface CheckedItem {
  item: ListItem;
  read: TaskLine;
}

export interface TaskList {
  tasks: Task[];
  /** Checkboxes that are no tasks, because they have no id and others have, or because they are details of an item above. */
  others: CheckedItem[];
  /** Whether the file's tasks are known by ids. */
  byId: boolean;
}

/** If any checkbox of the file has an id, those without are criteria; otherwise the top-level ones are tasks without id. */
export function listTasks(items: ListItem[], lines: string[]): TaskList {
  const checked: CheckedItem[] = [];
  for (const item of items) {
    const checkbox = readCheckbox(item.text);
    if (checkbox) checked.push({ item, read: readTaskLine(checkbox) });
  }
  const byId = checked.some(({ read }) => read.id !== null);
  const tasks: Task[] = [];
  const others: CheckedItem[] = [];
  for (const each of checked) {
    const { item, read } = each;
    if (byId ? read.id !== null : !item.nested && read.text !== '') tasks.push(taskOf(item, read, lines));
    else others.push(each);
  }
  return { tasks, others, byId };
}

function taskOf({ line }: ListItem, { mark, id, parallel, story, text }: TaskLine, lines: string[]): Task {
  const short = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
  const done = mark === 'x' || mark === 'X';
  return { id, line, text: short, done, mark, dropped: !done && isStruck(text, lines, line), parallel, story, files: filePathsIn(short) };
}

/** Struck through from its first character on: all of it, all but a remark ("~~T041 …~~ (moved)"), or its id ("~~T041~~ superseded by T050"). */
function isStruck(text: string, lines: string[], line: number): boolean {
  if (!text.startsWith('~~')) return false;
  const close = text.indexOf('~~', 2);
  if (close > 2) return isIdAlone(text.slice(2, close)) || /^\s*(?:$|[-–—→:.,;(*_[✅❌🚫⛔]|\p{Extended_Pictographic})/u.test(text.slice(close + 2));
  for (let index = line; index < Math.min(line + mostStruckLines, lines.length); index += 1) {
    const next = (lines[index] ?? '').trim();
    if (next === '' || /^(?:[-*+#]|\d+[.)])\s/.test(next)) return false;
    if (next.includes('~~')) return true;
  }
  return false;
}
