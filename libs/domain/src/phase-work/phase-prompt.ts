// The prompt that asks a coding agent for one phase, composed from the phase alone: the same phase gives the same prompt.
import type { DiscoverOutput, OpenTask } from '#contracts';
import { withoutMarkers } from './marker';

export interface PhasePromptInput { marker: string; repository: string; discover: DiscoverOutput }

/** The marker comes first, since task lists show titles cut from the prompt's start. */
export function phasePrompt({ marker, repository, discover }: PhasePromptInput): string {
  const { tasksFile, featureDirectory, openTasks, phase } = discover;
  const title = clean(phase?.title ?? '');
  return [
    `${marker} ${discover.featureKey}: ${title}`,
    '',
    `Implement one phase of the feature \`${discover.featureKey}\` in ${repository}: "${title}".`,
    '',
    `Read \`${featureDirectory}/spec.md\`, \`${featureDirectory}/plan.md\` and the other documents in \`${featureDirectory}/\` where they exist, and the project's own rules (AGENTS.md, \`.specify/memory/constitution.md\`) before you change anything.`,
    '',
    `The phase's open tasks, from \`${tasksFile}\`:`,
    '',
    ...openTasks.map(taskLine),
    '',
    'What is expected:',
    '- Carry out every task listed above, in order, with the tests the tasks ask for.',
    `- Tick each task that you finished, in \`${tasksFile}\`: change its \`[ ]\` to \`[X]\` and nothing else on the line. Tick no other task, and do not reword, add or remove tasks.`,
    '- Change only what these tasks need. Leave `.git`, `.github/workflows`, CI settings, submodules and symbolic links alone.',
    '- Nobody can answer questions. Where something is unclear, take the choice that fits the documents best and say so in your last message.',
    '- Finish with the changes in the working tree; do not push and do not open a pull request.',
    '',
  ].join('\n');
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
