// A tasks file as the agent edits it: its open boxes, which of them a prompt means, and ticking them with every other byte kept.
import { TASK_ID, type AskedTask } from './prompt-reader';

export interface OpenTask {
  /** 1-based */
  line: number;
  id?: string;
  /** The line after its box. */
  text: string;
}

const OPEN_BOX = /^(\s*(?:[-*+]|\d+[.)])\s+)\[ \](\s+)(.*)$/;

export function openTasks(file: string): OpenTask[] {
  let fence: string | undefined;
  return file.split('\n').flatMap((raw, index) => {
    const marker = /^\s*(```|~~~)/.exec(raw)?.[1];
    if (marker && (!fence || fence === marker)) fence = fence ? undefined : marker;
    const text = fence ? undefined : OPEN_BOX.exec(raw.replace(/\r$/, ''))?.[3];
    if (text === undefined) return [];
    const id = TASK_ID.exec(text)?.[0];
    return [{ line: index + 1, ...(id && text.search(TASK_ID) < 12 && { id }), text }];
  });
}

/** What a task says, without its id, its tags and their markup. */
export function descriptionOf({ id, text }: OpenTask): string {
  const withoutId = id ? text.replace(id, '') : text;
  return withoutId.replace(/^(?:[\s*`:.–-]|\[[^\]]*\](?!\())+/, '').trim();
}

/** The open tasks a prompt means: by line where the line fits what is said of it, else by id, else by its words. */
export function meant(asked: readonly AskedTask[], open: readonly OpenTask[]): OpenTask[] {
  const found = new Set<OpenTask>();
  for (const ask of asked) {
    for (const task of byLine(ask, open) ?? byId(ask, open) ?? byWords(ask, open)) found.add(task);
  }
  return open.filter((task) => found.has(task));
}

function byLine({ line, id, text }: AskedTask, open: readonly OpenTask[]): OpenTask[] | undefined {
  const task = open.find((candidate) => candidate.line === line);
  const fits = task && (id ? task.id === id : text === '' || sameWords(text, task.text));
  return fits ? [task] : undefined;
}

function byId({ id }: AskedTask, open: readonly OpenTask[]): OpenTask[] | undefined {
  return id ? open.filter((task) => task.id === id) : undefined;
}

function byWords({ text }: AskedTask, open: readonly OpenTask[]): OpenTask[] {
  return text === '' ? [] : open.filter((task) => sameWords(text, task.text));
}

function sameWords(said: string, written: string): boolean {
  const [a, b] = [words(said), words(written)];
  return a !== '' && (b.includes(a) || a.includes(b));
}

function words(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Ticks the boxes in these lines; line ends, a byte order mark and all other text stay as they are. */
export function tick(file: string, lines: readonly number[]): string {
  const ticked = new Set(lines);
  return file
    .split('\n')
    .map((raw, index) => (ticked.has(index + 1) ? raw.replace('[ ]', '[X]') : raw))
    .join('\n');
}
