// What is looked for in the documents: each open task in its own words.
import type { OpenTask } from '#contracts';
import { harmlessName } from './harmless-lines';

const mostQuestions = 60;
const longestQuestion = 2_000;

/** One line a task, with the files it names. */
export function taskQuestions(openTasks: readonly Pick<OpenTask, 'text' | 'files'>[]): string[] {
  const questions = openTasks.map(({ text, files }) => harmlessName([text, ...files.filter((file) => !text.includes(file))].join(' ')).slice(0, longestQuestion));
  return questions.filter(Boolean).slice(0, mostQuestions);
}
