// Whether the skills that are selected for the stages can be used here: allowed, known, and among the files of Spec Kit that job containers lay over a repository.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agentStages, skillFileOf, skillFolderOf, type AgentStage, type SkillSettings } from '#domain';
import type { Check, Finding } from '#platform';

/** `specKit` is the folder of the files that are laid over; undefined where there is none. What fails here is no fault of the whole while stages may fall back. */
export function skillCheck({ settings, specKit }: { settings: SkillSettings; specKit: string | undefined }): Check {
  return { name: 'skills', blocking: false, optional: settings.fallback, stages: [...agentStages], ttlMs: 10 * 60_000, check: async () => finding(settings, specKit) };
}

function finding(settings: SkillSettings, specKit: string | undefined): Finding {
  if (!settings.use && !settings.shadow) return { ok: true, detail: 'skills are switched off: every prompt is Specline\'s own' };
  const lacks = agentStages.flatMap((stage) => lackOf(stage, settings, specKit) ?? []);
  const details = { canaryPercent: settings.canaryPercent, fallback: settings.fallback, shadow: settings.shadow };
  if (lacks.length === 0) return { ok: true, detail: `${Array.from(new Set(agentStages.map((stage) => skillOf(stage, settings)))).join(', ')} for ${agentStages.join(', ')}`, details };
  return {
    ok: false, code: 'skill.unavailable', details, detail: `${lacks.join('; ')}${settings.fallback ? '; Specline\'s own prompt is used instead' : ''}`,
    remediation: 'Select skills that SPEC_WORKFLOW_ALLOWED_SKILLS names and that images/job/spec-kit holds (SPEC_WORKFLOW_DEFAULT_SKILL, SPEC_WORKFLOW_<STAGE>_SKILL), and restart the runner.',
  };
}

function skillOf(stage: AgentStage, { byStage, default: usual }: SkillSettings): string {
  return byStage[stage] ?? usual;
}

function lackOf(stage: AgentStage, settings: SkillSettings, specKit: string | undefined): string | undefined {
  const skill = skillOf(stage, settings);
  if (!settings.allowed.includes(skill)) return `${stage}: the skill ${skill} is not allowed`;
  const folder = skillFolderOf(skill, stage);
  if (folder === undefined) return `${stage}: nobody knows the skill ${skill}`;
  return specKit !== undefined && existsSync(join(specKit, 'files', skillFileOf(folder))) ? undefined : `${stage}: Spec Kit's ${skillFileOf(folder)} is not there`;
}
