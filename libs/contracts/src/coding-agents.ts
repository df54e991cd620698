// The coding agents as data: how each works, and what it can be given. Adding one is a line here and a folder in the runner.

/** `remote` agents work elsewhere and give a diff; `local` ones work in a job container. */
export const codingAgents = {
  'codex-cloud': { kind: 'remote', mostAttempts: 4 },
  'codex-exec': { kind: 'local', mostAttempts: 1 },
  'claude-code': { kind: 'local', mostAttempts: 1 },
  command: { kind: 'local', mostAttempts: 1 },
} as const satisfies Record<string, CodingAgentDefinition>;

export interface CodingAgentDefinition { kind: 'remote' | 'local'; mostAttempts: number }
export type CodingAgentName = keyof typeof codingAgents;
export const codingAgentNames = Object.keys(codingAgents) as CodingAgentName[];
export type LocalAgentName = { [Name in CodingAgentName]: (typeof codingAgents)[Name]['kind'] extends 'local' ? Name : never }[CodingAgentName];

export function isCodingAgent(name: string): name is CodingAgentName {
  return Object.hasOwn(codingAgents, name);
}

/** Whether the agent needs a job container of this installation. */
export function isLocalAgent(name: string): name is LocalAgentName {
  return isCodingAgent(name) && codingAgents[name].kind === 'local';
}
