// The skills as data: which of a repository's SKILL.md files a skill means for a stage. Adding a skill is one entry here.

/** The stages that ask a coding agent; all others never use a skill. */
export const agentStages = ['submit', 'specify', 'plan', 'tasks'] as const;
export type AgentStage = (typeof agentStages)[number];

export function asksAgent(stage: string): stage is AgentStage {
  return (agentStages as readonly string[]).includes(stage);
}

/** Names of folders below `skillsDirectory`. Spec Kit's are those that `specify init --integration codex` writes. */
const skillAdapters: Readonly<Record<string, Readonly<Record<AgentStage, string>>>> = {
  speckit: { submit: 'speckit-implement', specify: 'speckit-specify', plan: 'speckit-plan', tasks: 'speckit-tasks' },
};
export const skillNames = Object.keys(skillAdapters);
export const skillsDirectory = '.agents/skills';

/** @example skillFolderOf('speckit', 'submit') === 'speckit-implement' */
export function skillFolderOf(skill: string, stage: AgentStage): string | undefined {
  return Object.hasOwn(skillAdapters, skill) ? skillAdapters[skill]?.[stage] : undefined;
}

/** @example skillFileOf('speckit-implement') === '.agents/skills/speckit-implement/SKILL.md' */
export function skillFileOf(folder: string): string {
  return `${skillsDirectory}/${folder}/SKILL.md`;
}
