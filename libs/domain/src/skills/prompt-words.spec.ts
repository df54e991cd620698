import type { Execution } from '#contracts';
import { executionWords, promptWords } from './prompt-words';

const skill: Execution = { selectedSkill: 'speckit', executionPath: 'skill', usedSkills: true, usedFallback: false, shadowModeRequested: false, why: 'the default skill' };
const fallback: Execution = { ...skill, executionPath: 'direct_fallback', usedSkills: false, usedFallback: true, why: 'The repository has no SKILL.md.' };
const direct: Execution = { ...skill, selectedSkill: null, executionPath: 'direct_only', usedSkills: false, why: 'skills are switched off' };
const task = (taskName: string, payload: Partial<Execution>) => ({ taskName, payload });

test.each([
  [skill, 'the skill speckit'],
  [{ ...skill, shadowModeRequested: true }, 'the skill speckit; the other prompt was kept'],
  [fallback, 'Specline\'s own, not the skill speckit (The repository has no SKILL.md)'],
  [direct, 'Specline\'s own (skills are switched off)'],
])('%j is told in words', (execution, words) => expect(executionWords(execution)).toBe(words));

test('a run tells whose prompt its agent got in the last attempt', () => {
  expect(promptWords([task('discover', direct), task('submit', fallback), task('submit', skill), task('apply', direct)])).toBe('the skill speckit');
});

test('stages with the same prompts are told together', () => {
  expect(promptWords([task('specify', skill), task('plan', fallback), task('tasks', skill)])).toBe('specify, tasks: the skill speckit · plan: Specline\'s own, not the skill speckit (The repository has no SKILL.md)');
});

test('before an agent was asked there is nothing to tell', () => expect(promptWords([task('discover', direct), task('submit', {})])).toBeNull());
