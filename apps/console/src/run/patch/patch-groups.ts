// The files of a patch, beside the task that asked for each.
import type { OpenTask } from '#contracts';
import { taskWords } from '../../tasks/task-words';

export interface PatchGroup<File> { title: string; taskId: string | null; done: boolean | undefined; files: File[] }
interface Phase { openTasks: readonly OpenTask[]; tasksFile: string; /** Undefined while nobody has looked. */ ticked: readonly string[] | undefined }

/** Pure. A file stands under the first task that names it; those that none names come after, the task list itself last. */
export function groupByTask<File>(files: readonly File[], pathOf: (file: File) => string, phase: Phase | undefined): PatchGroup<File>[] {
  if (!phase) return [{ title: 'Files', taskId: null, done: undefined, files: [...files] }];
  const rest = new Set(files);
  const groups = phase.openTasks.map((task): PatchGroup<File> => {
    const named = [...rest].filter((file) => names(task, pathOf(file)));
    for (const file of named) rest.delete(file);
    return { title: taskWords(task), taskId: task.id, done: task.id === null ? undefined : phase.ticked?.includes(task.id), files: named };
  });
  const list = [...rest].filter((file) => pathOf(file) === phase.tasksFile);
  for (const file of list) rest.delete(file);
  return [
    ...groups.filter((group) => group.files.length > 0),
    ...(rest.size > 0 ? [{ title: 'Files that no task names', taskId: null, done: undefined, files: [...rest] }] : []),
    ...(list.length > 0 ? [{ title: 'The task list', taskId: null, done: undefined, files: list }] : []),
  ];
}

/** Pure. What does not fit is what one has come to see: its groups come first. */
export function conflictsFirst<File>(groups: readonly PatchGroup<File>[], isConflict: (file: File) => boolean): PatchGroup<File>[] {
  const rank = ({ files }: PatchGroup<File>): number => (files.some(isConflict) ? 0 : 1);
  return groups.toSorted((one, other) => rank(one) - rank(other));
}

/** Tasks name files and folders. */
function names({ files }: OpenTask, path: string): boolean {
  return files.some((file) => file === path || (file.endsWith('/') && path.startsWith(file)));
}
