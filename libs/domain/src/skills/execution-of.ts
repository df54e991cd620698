// What becomes of the decision for a skill once it is known whether the repository has it: the skill, a loud fallback, or a failure.
import type { Execution } from '#contracts';
import { StageFailure, type FailureInput } from '../run/stage-failure';
import type { SkillDecision } from './decide-skill';
import { asksAgent, skillFileOf, skillFolderOf, skillNames } from './skill-adapters';

/** The SKILL.md that the stage would follow, from the repository's root; null where none is selected or no adapter knows it. */
export function skillFolderFor({ selectedSkill, stage }: Pick<SkillDecision, 'selectedSkill' | 'stage'>): string | null {
  return selectedSkill !== null && asksAgent(stage) ? skillFolderOf(selectedSkill, stage) ?? null : null;
}

/** @throws StageFailure skill.not_allowed, skill.unknown, skill.missing: the skill cannot be used and falling back is switched off */
export function executionOf(decision: SkillDecision, { skillExists }: { skillExists: boolean }): Execution {
  const { selectedSkill, path, shadow, why } = decision;
  const execution = { selectedSkill, usedFallback: false, shadowModeRequested: shadow };
  if (path === 'direct_only' || selectedSkill === null) return { ...execution, executionPath: 'direct_only', usedSkills: false, why };
  const lack = lackOf(decision, selectedSkill, skillExists);
  if (!lack) return { ...execution, executionPath: 'skill', usedSkills: true, why };
  if (!decision.fallback) throw new StageFailure(lack);
  return { ...execution, executionPath: 'direct_fallback', usedSkills: false, usedFallback: true, why: lack.message };
}

const orFallBack = 'set SPEC_WORKFLOW_SKILLS_FALLBACK_ENABLED=1 so that Specline\'s own prompt is used instead';

function lackOf(decision: SkillDecision, skill: string, exists: boolean): FailureInput | undefined {
  const folder = skillFolderFor(decision);
  if (!decision.allowed) {
    return { code: 'skill.not_allowed', message: `SPEC_WORKFLOW_ALLOWED_SKILLS does not allow the skill ${skill} of the stage ${decision.stage}.`, remediation: `Add ${skill} to SPEC_WORKFLOW_ALLOWED_SKILLS or select another skill, or ${orFallBack}; then retry.` };
  }
  if (folder === null) {
    return { code: 'skill.unknown', message: `Specline does not know what the skill ${skill} means for the stage ${decision.stage}.`, remediation: `Select one of ${skillNames.join(', ')}, or ${orFallBack}; then retry.` };
  }
  if (exists) return undefined;
  return {
    code: 'skill.missing', message: `The repository has no ${skillFileOf(folder)} at the base commit.`,
    remediation: `Add the skill to the base branch (Spec Kit: specify init --here --integration codex) and restart the run from discovery, or ${orFallBack} and retry.`,
  };
}
