// The prompt of one step of writing a specification.
import type { PrepareOutput, RunRequest } from '#contracts';
import { invocationFor, writingPrompt, writingSkillPrompt, type WritingStep } from '#domain';
import type { StageContext } from '#stage-runtime';
import { chosenPrompt } from '../prompts/chosen-prompt';
import { SkillUse } from '../prompts/skill-use';

export interface WritingPromptOrder { step: WritingStep; request: RunRequest; prepare: PrepareOutput; text: string; marker: string }

export class WritingPrompts {
  constructor(private readonly skills: SkillUse) {}

  /** @throws StageFailure `skill.*` */
  async compose({ step, request, prepare, text, marker }: WritingPromptOrder, stage: StageContext): Promise<string> {
    const choice = await this.skills.decide(stage, { baseSha: prepare.baseSha, laidOver: true });
    const input = { marker, step, repository: request.repository, featureKey: prepare.featureKey, featureDirectory: prepare.featureDirectory, specification: text };
    return chosenPrompt(choice, {
      direct: () => writingPrompt(input),
      skill: (folder) => writingSkillPrompt(input, folder, invocationFor(request.agent)),
    }, stage);
  }
}
