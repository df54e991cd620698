// The agent behind the emulated cloud: it reads the prompt, does the tasks in a real checkout and brings the diff git makes of it.
import { randomBytes } from 'node:crypto';
import type { AttemptBehaviour } from '../behaviours';
import type { Outcome } from '../cloud-task';
import { changed, pathsNamedIn } from './believable-change';
import type { Checkout } from './checkout';
import { hostilePatch } from './hostile-patches';
import { readPrompt } from './prompt-reader';
import { descriptionOf, meant, openTasks, tick, type OpenTask } from './tasks-file';

interface Assignment {
  tasksFile: string;
  /** The tasks file's text at the base. */
  text: string;
  tasks: OpenTask[];
}

/** Does what the prompt asks, in the way the behaviour says. A prompt that names nothing open gets a question back. */
export async function work(checkout: Checkout, prompt: string, behaviour: AttemptBehaviour): Promise<Outcome> {
  if (behaviour.kind === 'garbage') return { kind: 'diff', diff: 'I am not a diff.\n@@ nor a hunk\n\u0000\u001b[31m<<<<<<<\n', message: 'Done.' };
  if (behaviour.kind === 'empty_diff') return { kind: 'diff', diff: '', message: 'Nothing was left to do.' };
  if (behaviour.kind === 'no_diff') return { kind: 'message', message: 'Which of the two designs should I follow? I changed nothing yet.' };
  const asked = await assignmentOf(checkout, prompt);
  if (typeof asked === 'string') return { kind: 'message', message: asked };
  const assignment = behaviour.kind === 'half' ? { ...asked, tasks: asked.tasks.slice(0, Math.ceil(asked.tasks.length / 2)) } : asked;
  if (behaviour.kind === 'conflict') await startFromOtherContent(checkout, assignment, behaviour.base);
  await changeFiles(checkout, assignment);
  await tickBoxes(checkout, assignment, behaviour);
  const diff = await diffWith(checkout, behaviour);
  return { kind: 'diff', diff, message: `Done: ${assignment.tasks.map((task) => task.id ?? `line ${task.line}`).join(', ')}.` };
}

async function assignmentOf(checkout: Checkout, prompt: string): Promise<Assignment | string> {
  const { tasksFile: named, asked } = readPrompt(prompt);
  const tasksFiles = (await checkout.files()).filter((path) => /(^|\/)specs\/[^/]+\/tasks\.md$/.test(path));
  const tasksFile = named ?? (tasksFiles.length === 1 ? tasksFiles[0] : undefined);
  if (!tasksFile) return 'Which tasks file do you mean? The request names none.';
  const text = await checkout.read(tasksFile);
  if (text === undefined) return `There is no ${tasksFile} on this branch.`;
  const tasks = meant(asked, openTasks(text));
  return tasks.length > 0 ? { tasksFile, text, tasks } : `No open task of ${tasksFile} is named in the request. Which ones should I do?`;
}

async function changeFiles(checkout: Checkout, { tasksFile, tasks }: Assignment): Promise<void> {
  const present = new Set(await checkout.files());
  for (const task of tasks) {
    const named = pathsNamedIn(task.text, (path) => present.has(path)).filter((path) => path !== tasksFile);
    const paths = named.length > 0 ? named : [tasksFile.replace(/tasks\.md$/, 'implementation-notes.md')];
    for (const path of paths) {
      await checkout.write(path, changed(path, await checkout.read(path), { id: task.id ?? `L${task.line}`, text: descriptionOf(task) }));
    }
  }
}

async function tickBoxes(checkout: Checkout, { tasksFile, tasks }: Assignment, behaviour: AttemptBehaviour): Promise<void> {
  if (behaviour.kind === 'ticks_nothing') return;
  const text = (await checkout.read(tasksFile)) ?? '';
  const lines = tasks.map((task) => task.line);
  const foreign = openTasks(text).find((task) => !lines.includes(task.line));
  const wanted = behaviour.kind === 'ticks_foreign' && foreign ? [...lines, foreign.line] : lines;
  const invented = behaviour.kind === 'ticks_foreign' && !foreign ? '- [X] T999 Something nobody asked for\n' : '';
  await checkout.write(tasksFile, tick(text, wanted) + invented);
}

/**
 * Makes the agent's base differ from the branch in the lines it is going to change. `known` takes another file's content for
 * the tasks file, so that the blob the diff starts from exists in the repository and a three-way merge can find it.
 */
async function startFromOtherContent(checkout: Checkout, { tasksFile, text, tasks }: Assignment, base: 'known' | 'unknown'): Promise<void> {
  const other = (await checkout.files()).find((path) => path !== tasksFile && !path.startsWith('.'));
  const known = base === 'known' && other ? await checkout.read(other) : undefined;
  const lines = text.split('\n');
  for (const task of tasks) lines[task.line - 1] = `- [ ] ${task.id ?? ''} Worded differently when the agent began`;
  await checkout.write(tasksFile, known ?? lines.join('\n'));
  await checkout.rebase();
  if (known !== undefined) await checkout.write(tasksFile, `${tasks.map((task) => `- [X] ${task.text}`).join('\n')}\n${known}`);
}

async function diffWith(checkout: Checkout, behaviour: AttemptBehaviour): Promise<string> {
  if (behaviour.kind !== 'hostile') return checkout.diff();
  if (behaviour.patch !== 'binary') return (await checkout.diff()) + hostilePatch(behaviour.patch, behaviour.bytes);
  await checkout.write('assets/logo.bin', randomBytes(behaviour.bytes));
  return checkout.diff();
}
