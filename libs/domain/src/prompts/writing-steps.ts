// What each step of writing a specification makes, in Specline's own words.

export const writingSteps = ['specify', 'plan', 'tasks'] as const;
export type WritingStep = (typeof writingSteps)[number];

/** `aim` begins the request, `work` is the whole of the direct prompt, `result` what a skill has to leave behind. */
export interface StepWords {
  aim: string;
  result: (directory: string) => string;
  work: (directory: string) => string[];
}

/** Spec Kit's form of a task list, as tasks.md is read afterwards. */
export const tasksExample = [
  '## Phase 1: Setup',
  '',
  '- [ ] T001 Make the folder of the feature in `src/gifts/`',
  '',
  '## Phase 2: Foundational (Blocking Prerequisites)',
  '',
  '- [ ] T002 Keep gifts by id in `src/gifts/gift-store.ts`',
  '',
  '## Phase 3: User Story 1 - Wrap a gift (Priority: P1)',
  '',
  '- [ ] T003 [P] [US1] Test wrapping in `tests/gifts/wrap.test.ts`',
  '- [ ] T004 [US1] Wrap a gift in `src/gifts/wrap.ts`',
  '',
  '## Phase 4: Polish & Cross-Cutting Concerns',
  '',
  '- [ ] T005 [P] Describe gifts in `README.md`',
];

export const stepWords: Record<WritingStep, StepWords> = {
  specify: {
    aim: 'Write the specification',
    result: (directory) => `The result is \`${directory}/spec.md\`.`,
    work: (directory) => [
      `Write \`${directory}/spec.md\` in the form of \`.specify/templates/spec-template.md\`: its sections in its order, each filled or, where it does not apply, left out. It says what is wanted and why, never how it is built:`,
      '- User stories by priority, P1 first; each is worth something and can be tested by itself, with acceptance scenarios (Given, When, Then), and the edge cases.',
      '- Functional requirements FR-001, FR-002, …: one sentence each that a test can prove wrong.',
      '- The things the feature is about and how they hang together, where it keeps data.',
      '- Success criteria SC-001, SC-002, …: measurable, without naming technology.',
      '- Assumptions: every choice that the text left open.',
    ],
  },
  plan: {
    aim: 'Write the plan',
    result: (directory) => `The result is \`${directory}/plan.md\` with the documents it needs beside it.`,
    work: (directory) => [
      `Read \`${directory}/spec.md\`; it wins over the operator's text. Write \`${directory}/plan.md\` in the form of \`.specify/templates/plan-template.md\`: technical context, a check against every principle of the constitution, the structure with the paths of the files that come into being or change. Use what the project uses already. Beside it, where the feature needs them:`,
      `- \`${directory}/research.md\`: each decision with its reason and what was rejected.`,
      `- \`${directory}/data-model.md\`: things, fields, rules, states.`,
      `- \`${directory}/contracts/\`: the interfaces that others see.`,
      `- \`${directory}/quickstart.md\`: how a person tries the feature out.`,
    ],
  },
  tasks: {
    aim: 'Write the task list',
    result: (directory) => `The result is \`${directory}/tasks.md\`.`,
    work: (directory) => [
      `Read \`${directory}/spec.md\`, \`${directory}/plan.md\` and the other documents beside them. Write \`${directory}/tasks.md\` in the form of \`.specify/templates/tasks-template.md\`:`,
      '- One section to a phase, `## Phase N: Title`: setup, what all stories stand on, then one phase to each user story in the order of their priority, then polish. Each phase leaves the project working.',
      '- One line to a task, `- [ ] T001 [P] [US1] What to do, in which file`: ids in order without gap or repetition, every box open, `[P]` where it can be done beside its neighbours, `[US1]` only in the phase of that story, and the path of each file in backticks.',
      '- A task is small enough to be done and looked at in one go; its test stands before it where the constitution or the specification asks for tests.',
      '',
      'The form, with invented content:',
      '',
      '```markdown',
      ...tasksExample,
      '```',
    ],
  },
};
