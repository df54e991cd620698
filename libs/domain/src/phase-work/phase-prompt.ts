// The prompts that ask a coding agent for one phase, composed from the phase and passages of its documents: the same input gives the same prompt.
import type { DiscoverOutput, OpenTask } from '#contracts';
import type { Passage } from '../passages/passage';
import { passageSection } from '../passages/passage-section';
import { oneLine } from '../prompts/outside-text';
import { noPublishing, nobodyAnswers } from '../prompts/prompt-pack';
import type { InvokeSkill } from '../skills/invoke-skill';

export interface PhasePromptInput {
  marker: string;
  repository: string;
  discover: DiscoverOutput;
  /** In the order in which they are quoted. */
  passages?: readonly Passage[];
}

/** Specline's own words. The marker comes first, since task lists show titles cut from the prompt's start. */
export function phasePrompt(input: PhasePromptInput): string {
  const { discover: { featureKey, featureDirectory }, repository, passages = [] } = input;
  return [
    heading(input),
    '',
    `Implement one phase of the feature \`${featureKey}\` in ${repository}: "${titleOf(input)}".`,
    '',
    whatToRead(featureDirectory, passages.length > 0),
    '',
    ...openTasksOf(input),
    '',
    ...passageSection(passages, featureDirectory),
    'What is expected:',
    '- Carry out every task listed above, in order, with the tests the tasks ask for.',
    ...limitsOf(input),
    '',
  ].join('\n');
}

/** The words of the repository's own skill, held to exactly the phase. `folder` is the skill's. */
export function phaseSkillPrompt(input: PhasePromptInput, folder: string, invoke: InvokeSkill): string {
  const { discover: { featureKey, featureDirectory }, repository, passages = [] } = input;
  return [
    heading(input),
    '',
    invoke(folder, `Implement exactly one phase of the feature \`${featureKey}\` in ${repository}: "${titleOf(input)}". SPECIFY_FEATURE_DIRECTORY is \`${featureDirectory}\`.`),
    '',
    ...openTasksOf(input),
    '',
    ...passageSection(passages, featureDirectory),
    'What holds, also where the skill says otherwise:',
    '- Carry out exactly the tasks listed above, in order, with the tests they ask for. Leave the other phases alone, and stop when these tasks are done.',
    `- The feature's directory is \`${featureDirectory}\`. Give scripts SPECIFY_FEATURE_DIRECTORY=${featureDirectory}; leave \`.specify/feature.json\` as it is.`,
    '- Checklists that are not complete are no reason to stop: go on as if the answer was "yes".',
    ...limitsOf(input),
    '',
  ].join('\n');
}

/** With passages the documents need not be read whole: that is what they save. */
function whatToRead(featureDirectory: string, withPassages: boolean): string {
  const documents = `\`${featureDirectory}/spec.md\`, \`${featureDirectory}/plan.md\` and the other documents in \`${featureDirectory}/\``;
  const rules = 'the project\'s own rules (AGENTS.md, `.specify/memory/constitution.md`)';
  return withPassages
    ? `Begin with the passages below and ${rules}; open ${documents} wherever the passages leave something out, before you change anything.`
    : `Read ${documents} where they exist, and ${rules} before you change anything.`;
}

function heading(input: PhasePromptInput): string {
  return `${input.marker} ${input.discover.featureKey}: ${titleOf(input)}`;
}

function titleOf({ discover: { phase } }: PhasePromptInput): string {
  return oneLine(phase?.title ?? '');
}

function openTasksOf({ discover: { tasksFile, openTasks } }: PhasePromptInput): string[] {
  return [`The phase's open tasks, from \`${tasksFile}\`:`, '', ...openTasks.map(taskLine)];
}

function limitsOf({ discover: { tasksFile } }: PhasePromptInput): string[] {
  return [
    `- Tick each task that you finished, in \`${tasksFile}\`: change its \`[ ]\` to \`[X]\` and nothing else on the line. Tick no other task, and do not reword, add or remove tasks.`,
    '- Change only what these tasks need. Leave `.git`, `.github/workflows`, CI settings, submodules and symbolic links alone.',
    nobodyAnswers,
    noPublishing,
  ];
}

function taskLine({ id, line, text, files }: OpenTask): string {
  const named = id && !text.includes(id) ? `${id} ` : '';
  const references = files.length > 0 ? ` — files: ${files.map((file) => `\`${oneLine(file)}\``).join(', ')}` : '';
  return `- ${named}(line ${line}) ${oneLine(text)}${references}`;
}
