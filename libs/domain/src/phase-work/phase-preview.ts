// What a run would ask and make of a phase, before it is started: the same words the stages use.
import { isLocalAgent, type DiscoverOutput, type Execution, type RunPreview, type RunRequest } from '#contracts';
import { markerOf } from './marker';
import { invocationFor } from '../skills/invoke-skill';
import { skillFolderOf } from '../skills/skill-adapters';
import { phasePrompt, phaseSkillPrompt, type PhasePromptInput } from './phase-prompt';
import { pullRequestBody, pullRequestLabels, pullRequestTitle } from './pull-request-text';

export interface PhasePreviewInput {
  request: RunRequest;
  discover: DiscoverOutput;
  /** Of the stage that asks the agent. */
  execution: Execution;
  /** Where a run can be seen, given its id; null when the installation has no public address. */
  runUrl: (runId: string) => string | null;
}

/** Stands for the id of a run that does not exist. */
const noRun = '…';

/** Pure. Without an open phase there is nothing to ask or make. What the patch will hold is not known: the body lists no files and no ticked tasks. */
export function phasePreview({ request, discover, execution, runUrl }: PhasePreviewInput): Pick<RunPreview, 'prompt' | 'pullRequest'> {
  if (!discover.phase) return { prompt: null, pullRequest: null };
  const pullRequest = { runId: noRun, attempt: 1, request, discover, apply: { files: [], ticked: [], findings: [] }, codexTaskUrl: null, runUrl: runUrl(noRun) };
  return {
    prompt: promptOf({ marker: markerOf(noRun, 1), repository: request.repository, discover }, request.agent, execution),
    pullRequest: request.dryRun ? null : { title: pullRequestTitle({ discover }), body: pullRequestBody(pullRequest), labels: [...pullRequestLabels] },
  };
}

function promptOf(input: PhasePromptInput, agent: string, { usedSkills, selectedSkill }: Execution): string {
  const folder = usedSkills && selectedSkill !== null ? skillFolderOf(selectedSkill, 'submit') : undefined;
  return folder === undefined ? phasePrompt(input) : phaseSkillPrompt(input, folder, invocationFor(agent));
}

/** Pure. What a run would cause outside of Specline, in order. */
export function phaseEffects({ request, discover, environment }: Pick<PhasePreviewInput, 'request' | 'discover'> & { environment: string | null }): string[] {
  const { repository, agent, attempts, dryRun } = request;
  const { phase, baseBranch, baseSha, branchName } = discover;
  if (!phase) return [];
  const task = isLocalAgent(agent) ? `have ${agent} work in a job container on ${baseSha} of ${repository}` : `give ${agent} one task${attempts > 1 ? ` of ${attempts} attempts` : ''} in the environment ${environment ?? '(none is configured)'} on the branch ${baseBranch} of ${repository}`;
  if (dryRun) return [task];
  return [
    task,
    `push one commit on ${baseSha} to the branch ${branchName ?? ''} of ${repository}`,
    `open or update the pull request "${pullRequestTitle({ discover })}" from ${branchName ?? ''} into ${baseBranch}`,
    `label it ${pullRequestLabels.join(', ')}`,
  ];
}
