// The prompt of a phase: everything that decides what the agent is told comes together here.
import { isLocalAgent, type StageInput } from '#contracts';
import { invocationFor, phasePrompt, phaseSkillPrompt } from '#domain';
import type { StageContext } from '#stage-runtime';
import { chosenPrompt } from '../prompts/chosen-prompt';
import { FeaturePassages } from '../passages/feature-passages';
import { SkillUse } from '../prompts/skill-use';

export class PromptComposer {
  constructor(private readonly skills: SkillUse, private readonly passages: Pick<FeaturePassages, 'forPrompt'>) {}

  /** @throws StageFailure `skill.*`, `github.*`, `credential.*` */
  async compose({ request, discover }: StageInput<'submit'>, marker: string, stage: StageContext): Promise<string> {
    const choice = await this.skills.decide(stage, { baseSha: discover.baseSha, laidOver: isLocalAgent(request.agent) });
    const input = { marker, repository: request.repository, discover, passages: await this.passages.forPrompt({ request, discover }, stage) };
    return chosenPrompt(choice, {
      direct: () => phasePrompt(input),
      skill: (folder) => phaseSkillPrompt(input, folder, invocationFor(request.agent)),
    }, stage);
  }
}
