// What an agent of Spec Kit writes, in short: one document for each step, of the feature it was asked for.
import type { Conversation } from './conversation';

export interface Step {
  /** What the step stands on, and a line that shows that it is really there. */
  reads: (directory: string) => { path: string; shows: string };
  document: string;
  content: (feature: string) => string[];
}

export const steps: Record<Conversation['step'], Step> = {
  specify: {
    reads: () => ({ path: '.specify/templates/spec-template.md', shows: '# Feature Specification' }),
    document: 'spec.md',
    content: (feature) => [
      `# Feature Specification: ${feature}`, '', '## User Scenarios & Testing', '', '### User Story 1 - Do it once (Priority: P1)', '',
      '**Given** a visitor, **When** they ask for it, **Then** they have it.', '', '## Requirements', '', '- **FR-001**: The system MUST do it once.', '',
      '## Success Criteria', '', '- **SC-001**: Nine of ten visitors have it within a minute.', '', '## Assumptions', '', '- One language is enough.',
    ],
  },
  plan: {
    reads: (directory) => ({ path: `${directory}/spec.md`, shows: '# Feature Specification' }),
    document: 'plan.md',
    content: (feature) => [`# Implementation Plan: ${feature}`, '', '## Technical Context', '', 'As in the rest of the project.', '', '## Project Structure', '', '- `src/wish.ts`: the whole of it'],
  },
  tasks: {
    reads: (directory) => ({ path: `${directory}/plan.md`, shows: '# Implementation Plan' }),
    document: 'tasks.md',
    content: (feature) => [
      `# Tasks: ${feature}`, '', '## Phase 1: Setup', '', '- [ ] T001 Make the module in `src/wish.ts`', '',
      '## Phase 2: User Story 1 - Do it once (Priority: P1)', '', '- [ ] T002 [P] [US1] Test it in `tests/wish.test.ts`', '- [ ] T003 [US1] Do it in `src/wish.ts`',
    ],
  },
};
