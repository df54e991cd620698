// A task of tasks.md in words.
import type { OpenTask } from '#contracts';

/** The text without the id that it begins with, since that stands beside it. */
export function taskWords({ id, text }: Pick<OpenTask, 'id' | 'text'>): string {
  return id !== null && text.startsWith(`${id} `) ? text.slice(id.length + 1) : text;
}
