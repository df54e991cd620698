// How a coding agent is told to use a skill.
import type { CodingAgentName } from '#contracts';
import { skillFileOf } from './skill-adapters';

/** `folder` is the skill's folder, `input` what a person would type after its name. */
export type InvokeSkill = (folder: string, input: string) => string;

/** Codex adds the skill's text itself where the prompt mentions it so; it says nothing about one that is not there. */
export const invokeByMention: InvokeSkill = (folder, input) => `$${folder} ${input}`;

/** For agents that do not look into `.agents/skills` by themselves. */
export const invokeByFile: InvokeSkill = (folder, input) => `Read \`${skillFileOf(folder)}\` and follow it step by step. Where it speaks of user input or arguments, they are:\n\n${input}`;

const mentioning: readonly string[] = ['codex-cloud', 'codex-exec'] satisfies CodingAgentName[];

export function invocationFor(agent: string): InvokeSkill {
  return mentioning.includes(agent) ? invokeByMention : invokeByFile;
}

/** Codex sees a mention wherever in a prompt it stands. Names of skills are lower case; those of variables mostly are not. */
const mention = /\$(?=[a-z])/g;

/** Text from outside may not invoke skills: the mention is broken, and still readable. */
export function withoutInvocations(text: string): string {
  return text.replace(mention, '$ ');
}
