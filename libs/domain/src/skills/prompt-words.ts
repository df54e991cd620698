// Whose prompts a run's agents were given, in one line for people.
import type { Execution, Task } from '#contracts';
import { asksAgent } from './skill-adapters';

/** @example 'the skill speckit' */
export function executionWords({ selectedSkill, executionPath, usedFallback, shadowModeRequested, why }: Partial<Execution>): string {
  const shadow = shadowModeRequested ? '; the other prompt was kept' : '';
  if (executionPath === 'skill') return `the skill ${selectedSkill ?? ''}${shadow}`;
  return `Specline's own${usedFallback ? `, not the skill ${selectedSkill ?? ''}` : ''}${why ? ` (${why.replace(/\.$/, '')})` : ''}${shadow}`;
}

/** Of the last attempt of each stage that asked an agent; stages alike are told together. Null before the first one. */
export function promptWords(tasks: readonly Pick<Task, 'taskName' | 'payload'>[]): string | null {
  const last = new Map<string, string>();
  for (const { taskName, payload } of tasks) if (asksAgent(taskName) && payload.executionPath) last.set(taskName, executionWords(payload));
  const parts = Array.from(new Set(last.values()), (words) => (last.size === 1 ? words : `${stagesWith(words, last)}: ${words}`));
  return parts.length === 0 ? null : parts.join(' · ');
}

function stagesWith(words: string, last: ReadonlyMap<string, string>): string {
  return [...last].filter(([, one]) => one === words).map(([stage]) => stage).join(', ');
}
