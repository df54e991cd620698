// What an agent of Spec Kit writes, in short: one document for each step of a specification, and for a phase the files that its tasks name.
import { changed, pathsNamedIn } from '../codex-cloud/agent/believable-change';
import { readPrompt } from '../codex-cloud/agent/prompt-reader';
import { descriptionOf, meant, openTasks } from '../codex-cloud/agent/tasks-file';
import type { Conversation, Step } from './conversation';

export interface StepWork {
  /** What the step stands on, and words that show that it is really there. */
  reads: (conversation: Conversation) => { path: string; shows: string };
  /** What is changed, as `apply_patch` takes it. `read` is what was read. */
  changes: (conversation: Conversation, read: string) => string[];
  /** Names what was done. */
  done: (conversation: Conversation) => string;
}

const documents = {
  specify: {
    reads: () => ({ path: '.specify/templates/spec-template.md', shows: '# Feature Specification' }),
    document: 'spec.md',
    content: (feature: string) => [
      `# Feature Specification: ${feature}`, '', '## User Scenarios & Testing', '', '### User Story 1 - Do it once (Priority: P1)', '',
      '**Given** a visitor, **When** they ask for it, **Then** they have it.', '', '## Requirements', '', '- **FR-001**: The system MUST do it once.', '',
      '## Success Criteria', '', '- **SC-001**: Nine of ten visitors have it within a minute.', '', '## Assumptions', '', '- One language is enough.',
    ],
  },
  plan: {
    reads: (directory: string) => ({ path: `${directory}/spec.md`, shows: '# Feature Specification' }),
    document: 'plan.md',
    content: (feature: string) => [`# Implementation Plan: ${feature}`, '', '## Technical Context', '', 'As in the rest of the project.', '', '## Project Structure', '', '- `src/wish.ts`: the whole of it'],
  },
  tasks: {
    reads: (directory: string) => ({ path: `${directory}/plan.md`, shows: '# Implementation Plan' }),
    document: 'tasks.md',
    content: (feature: string) => [
      `# Tasks: ${feature}`, '', '## Phase 1: Setup', '', '- [ ] T001 Make the module in `src/wish.ts`', '',
      '## Phase 2: User Story 1 - Do it once (Priority: P1)', '', '- [ ] T002 [P] [US1] Test it in `tests/wish.test.ts`', '- [ ] T003 [US1] Do it in `src/wish.ts`',
    ],
  },
};

export const works: Record<Step, StepWork> = {
  specify: writing('specify'), plan: writing('plan'), tasks: writing('tasks'),
  implement: { reads: ({ directory }) => ({ path: `${directory}/tasks.md`, shows: '- [ ] ' }), changes: phaseChanges, done: ({ directory }) => `The phase of ${directory} is done.` },
};

function writing(step: keyof typeof documents): StepWork {
  const { reads, document, content } = documents[step];
  return {
    reads: ({ directory }) => reads(directory),
    changes: ({ directory }) => added(`${directory}/${document}`, content(directory.slice('specs/'.length))),
    done: ({ directory }) => `${directory}/${document} is written.`,
  };
}

/** The tasks that the prompt means are ticked where they stand in what was read, and what they name is made. */
function phaseChanges({ prompt, directory }: Conversation, read: string): string[] {
  const lines = read.split('\n');
  const tasks = meant(readPrompt(prompt).asked, openTasks(read));
  const ticks = tasks.flatMap(({ line }) => ['@@', `-${lines[line - 1]}`, `+${lines[line - 1]!.replace('[ ]', '[X]')}`]);
  const made = new Map<string, string>();
  for (const task of tasks) for (const path of pathsNamedIn(task.text, () => false)) made.set(path, changed(path, made.get(path), { id: task.id ?? `L${task.line}`, text: descriptionOf(task) }));
  return [`*** Update File: ${directory}/tasks.md`, ...ticks, ...[...made].flatMap(([path, content]) => added(path, content.trimEnd().split('\n')))];
}

function added(path: string, lines: readonly string[]): string[] {
  return [`*** Add File: ${path}`, ...lines.map((line) => `+${line}`)];
}
