// The skills that an environment selects, checked against those that this release has.
import { skillNames } from '#domain';

export interface SkillVariables {
  SPEC_WORKFLOW_DEFAULT_SKILL: string;
  SPEC_WORKFLOW_ALLOWED_SKILLS: string[] | undefined;
}

const ofStage = /^SPEC_WORKFLOW_[A-Z]+_SKILL$/;

/** A skill that nobody knows would be noticed by the first run at the earliest. One sentence each. */
export function skillContradictions(values: SkillVariables): string[] {
  const { SPEC_WORKFLOW_DEFAULT_SKILL: usual, SPEC_WORKFLOW_ALLOWED_SKILLS: allowed } = values;
  const refused = allowed !== undefined && !allowed.includes(usual);
  const selected = Object.entries(values).filter((entry): entry is [string, string] => ofStage.test(entry[0]) && typeof entry[1] === 'string' && !skillNames.includes(entry[1]));
  return [
    ...(refused ? [`SPEC_WORKFLOW_DEFAULT_SKILL is ${JSON.stringify(usual)}, which SPEC_WORKFLOW_ALLOWED_SKILLS does not allow: add it there, or choose one of ${allowed.join(', ')}.`] : []),
    ...selected.filter(([name]) => !(refused && name === 'SPEC_WORKFLOW_DEFAULT_SKILL'))
      .map(([name, skill]) => `${name} is ${JSON.stringify(skill)}, a skill that this release does not know: give one of ${skillNames.join(', ')}.`),
  ];
}
