// Of the two forms of a prompt the one that was decided for; the other is kept in shadow mode, for comparison, and given to nobody.
import { textForm } from '#artifacts';
import type { StageContext } from '#stage-runtime';
import type { SkillChoice } from './skill-use';

export interface PromptForms {
  direct(): string;
  /** `folder` is the skill's. */
  skill(folder: string): string;
}

export async function chosenPrompt({ execution, folder }: SkillChoice, forms: PromptForms, stage: StageContext): Promise<string> {
  const [chosen, other] = execution.usedSkills && folder !== null
    ? [forms.skill(folder), () => forms.direct()]
    : [forms.direct(), () => (folder === null ? undefined : forms.skill(folder))];
  const shadow = execution.shadowModeRequested ? other() : undefined;
  if (shadow !== undefined) await stage.keep('shadow_prompt', shadow, textForm);
  return chosen;
}
