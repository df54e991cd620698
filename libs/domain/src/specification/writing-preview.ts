// What a run that writes a specification would ask and make, before it is started: the same words the stages use.
import type { Execution, RunRequest, WritingPreview } from '#contracts';
import { specBranchName } from '../branch/branch-name';
import { markerOf } from '../phase-work/marker';
import { pullRequestLabels } from '../phase-work/pull-request-text';
import { writingPrompt, writingSkillPrompt, type WritingPromptInput } from '../prompts/writing-prompt';
import { writingSteps, type WritingStep } from '../prompts/writing-steps';
import { invocationFor } from '../skills/invoke-skill';
import { skillFolderOf } from '../skills/skill-adapters';
import { specificationTitle } from './specification-text';

export interface WritingPreviewInput {
  request: Pick<RunRequest, 'repository' | 'agent' | 'dryRun'>;
  /** Null where nobody knows the branch or the commit. */
  base: { branch: string | null; sha: string | null };
  /** A whole key such as `004-cart`, or only its words. */
  featureKey: string;
  specification: string;
  executions: Readonly<Record<string, Execution>>;
}

/** Stands for the id of a run that does not exist, and for a number that nobody knows. */
const unknown = '…';

/** Pure. */
export function writingPreview({ request, base, featureKey: wanted, specification, executions }: WritingPreviewInput): Pick<WritingPreview, 'featureKey' | 'featureDirectory' | 'branchName' | 'prompts' | 'effects'> {
  const { repository, agent, dryRun } = request;
  const featureKey = /^\d{3,}-/.test(wanted) ? wanted : `${unknown}-${wanted}`;
  const featureDirectory = `specs/${featureKey}`;
  const input = { marker: markerOf(unknown, 1), repository, featureKey, featureDirectory, specification };
  const prompts = Object.fromEntries(writingSteps.map((step) => [step, promptOf({ ...input, step }, agent, executions[step])]));
  const baseBranch = base.branch ?? 'the default branch';
  const branchName = specBranchName(featureKey);
  const writing = `have ${agent} work in a job container on ${baseBranch}${base.sha === null ? '' : ` at ${base.sha}`} of ${repository}, once for each of ${writingSteps.join(', ')}`;
  return {
    featureKey, featureDirectory, branchName, prompts,
    effects: dryRun ? [writing] : [
      writing, `push one commit to the branch ${branchName} of ${repository}`, `open or update the draft pull request "${specificationTitle({ featureKey })}" from ${branchName} into ${baseBranch}`, `label it ${pullRequestLabels.join(', ')}`,
    ],
  };
}

function promptOf(input: WritingPromptInput & { step: WritingStep }, agent: string, execution: Execution | undefined): string {
  const folder = execution?.usedSkills && execution.selectedSkill !== null ? skillFolderOf(execution.selectedSkill, input.step) : undefined;
  return folder === undefined ? writingPrompt(input) : writingSkillPrompt(input, folder, invocationFor(agent));
}
