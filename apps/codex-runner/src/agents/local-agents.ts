// The agents that work in job containers, by name. Adding one is a folder beside this file, a line here and one in the catalogue.
import { codingAgentNames, isLocalAgent, type LocalAgentName } from '#contracts';
import type { Config } from '#platform';
import { CodexExecAgent } from './codex-exec/codex-exec-agent';
import { CommandAgent } from './command/command-agent';
import { ClaudeCodeAgent } from './claude-code/claude-code-agent';
import type { LocalAgent } from './local-agent';

export type LocalAgents = Readonly<Record<LocalAgentName, LocalAgent>>;

/** What of the configuration reaches which agent. */
export function localAgentsOf({ agents, codex, jobs }: Pick<Config, 'agents' | 'codex' | 'jobs'>): LocalAgents {
  return checked({
    'codex-exec': new CodexExecAgent({ ...agents.codexExec, model: codex.model, apiKey: jobs.environment['CODEX_API_KEY'] }),
    'claude-code': new ClaudeCodeAgent({ ...agents.claudeCode, apiKey: jobs.environment['ANTHROPIC_API_KEY'] }),
    command: new CommandAgent(agents.command),
  });
}

/** The catalogue promises agents to whoever asks for one: at boot there must be one of each, under its own name. @throws Error */
export function checked(agents: LocalAgents): LocalAgents {
  const faults = codingAgentNames.filter(isLocalAgent).filter((name) => (agents as Partial<LocalAgents>)[name]?.name !== name);
  if (faults.length > 0) throw new Error(`the runner has no coding agent ${faults.join(', ')}`);
  return agents;
}
