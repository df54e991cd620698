// The prompt that asks a coding agent for one phase, composed from the phase and passages of its documents: the same input gives the same prompt.
import type { DiscoverOutput, OpenTask } from '#contracts';
import type { Passage } from '../passages/passage';
import { passageSection } from '../passages/passage-section';
import { withoutMarkers } from './marker';

export interface PhasePromptInput {
  marker: string;
  repository: string;
  discover: DiscoverOutput;
  /** In the order in which they are quoted. */
  passages?: readonly Passage[];
}

/** The marker comes first, since task lists show titles cut from the prompt's start. */
export function phasePrompt({ marker, repository, discover, passages = [] }: PhasePromptInput): string {
  const { tasksFile, featureDirectory, openTasks, phase } = discover;
  const title = clean(phase?.title ?? '');
  return [
    `${marker} ${discover.featureKey}: ${title}`,
    '',
    `Implement one phase of the feature \`${discover.featureKey}\` in ${repository}: "${title}".`,
    '',
    whatToRead(featureDirectory, passages.length > 0),
    '',
    `The phase's open tasks, from \`${tasksFile}\`:`,
    '',
    ...openTasks.map(taskLine),
    '',
    ...passageSection(passages, featureDirectory),
    'What is expected:',
    '- Carry out every task listed above, in order, with the tests the tasks ask for.',
    `- Tick each task that you finished, in \`${tasksFile}\`: change its \`[ ]\` to \`[X]\` and nothing else on the line. Tick no other task, and do not reword, add or remove tasks.`,
    '- Change only what these tasks need. Leave `.git`, `.github/workflows`, CI settings, submodules and symbolic links alone.',
    '- Nobody can answer questions. Where something is unclear, take the choice that fits the documents best and say so in your last message.',
    '- Finish with the changes in the working tree; do not push and do not open a pull request.',
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

function taskLine({ id, line, text, files }: OpenTask): string {
  const named = id && !text.includes(id) ? `${id} ` : '';
  const references = files.length > 0 ? ` — files: ${files.map((file) => `\`${clean(file)}\``).join(', ')}` : '';
  return `- ${named}(line ${line}) ${clean(text)}${references}`;
}

/** One line, without control characters and without anybody's marker. */
function clean(text: string): string {
  return withoutMarkers(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim());
}
