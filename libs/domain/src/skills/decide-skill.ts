// Decides for a stage of a run whether its prompt invokes one of the repository's skills, from the run's id and the settings alone.
import { canaryPlaceOf } from './canary';
import { asksAgent } from './skill-adapters';

/** What the operator has set; `canaryPercent` is the share of runs that use skills, `byStage` overrides `default`. */
export interface SkillSettings {
  use: boolean;
  default: string;
  allowed: readonly string[];
  fallback: boolean;
  canaryPercent: number;
  shadow: boolean;
  byStage: Readonly<Partial<Record<string, string>>>;
}

/** `runId` is null for a run that does not exist yet: then the likelier path is taken and `why` says so. */
export interface SkillQuestion { stage: string; runId: string | null; settings: SkillSettings }

/**
 * `selectedSkill` is the skill of the stage, also where the canary leaves it unused; null where none comes into question.
 * `shadow`: the prompt of the other path is to be kept. `allowed` and `fallback` say what is to happen when the skill cannot be used.
 */
export interface SkillDecision {
  stage: string;
  selectedSkill: string | null;
  path: 'skill' | 'direct_only';
  shadow: boolean;
  allowed: boolean;
  fallback: boolean;
  why: string;
}

/** Pure: no clock, no count of attempts, so that a run's path never changes on retry. */
export function decideSkill({ stage, runId, settings }: SkillQuestion): SkillDecision {
  const { use, shadow, fallback, allowed } = settings;
  if (!asksAgent(stage)) return { stage, selectedSkill: null, path: 'direct_only', shadow: false, allowed: true, fallback, why: `the stage ${stage} asks no agent` };
  const skill = settings.byStage[stage] ?? settings.default;
  const common = { stage, shadow, fallback, allowed: allowed.includes(skill) };
  if (!use) return { ...common, selectedSkill: shadow ? skill : null, path: 'direct_only', why: 'skills are switched off' };
  return { ...common, selectedSkill: skill, ...canary(runId, settings.canaryPercent, settings.byStage[stage] === undefined ? 'the default skill' : `the skill of the stage ${stage}`) };
}

function canary(runId: string | null, percent: number, skill: string): Pick<SkillDecision, 'path' | 'why'> {
  if (percent >= 100) return { path: 'skill', why: skill };
  if (percent <= 0) return { path: 'direct_only', why: 'the canary takes no run' };
  if (runId === null) return { path: percent >= 50 ? 'skill' : 'direct_only', why: `decided by canary when the run has its id: ${percent} % of runs use ${skill}` };
  const inside = canaryPlaceOf(runId) < percent;
  return inside ? { path: 'skill', why: `${skill}, within the canary of ${percent} %` } : { path: 'direct_only', why: `outside the canary of ${percent} %` };
}
