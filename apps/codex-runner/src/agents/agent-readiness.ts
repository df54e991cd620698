// Which coding agents of this runner can be used, and why not: what each needs, asked now and then.
import { codingAgentNames, isLocalAgent } from '#contracts';
import { StageFailure } from '#domain';
import type { Check, Config, Finding } from '#platform';
import type { LocalAgent } from './local-agent';
import type { LocalAgents } from './local-agents';

type AgentSettings = Pick<Config['agents'], 'backend' | 'allowed'>;

/** The agents in job containers that a run may name here. */
export function allowedLocalAgents({ allowed }: Pick<AgentSettings, 'allowed'>) {
  return codingAgentNames.filter(isLocalAgent).filter((name) => allowed.includes(name));
}

/** What every agent in a job container needs. Without it none of their runs is accepted; that it is missing is the installation's trouble only where one of them is the usual agent. */
export function forLocalAgents(checks: readonly Check[], { backend, allowed }: AgentSettings): Check[] {
  return checks.map((check) => ({ ...check, agents: allowedLocalAgents({ allowed }), optional: !isLocalAgent(backend) }));
}

/** One for each. A missing credential refuses no run here: the run says so at submit, where a retry finds it once it is there. */
export function agentChecks(agents: LocalAgents, settings: AgentSettings): Check[] {
  return allowedLocalAgents(settings).filter((name) => isMeant(agents[name], settings)).map((name) => ({
    name: `agent ${name}`, blocking: false, stages: ['submit', 'prepare'], ttlMs: 60_000, check: async () => finding(agents[name]),
  }));
}

/** An agent that is allowed by default, and that nobody has given anything, is not missing anything. */
function isMeant(agent: LocalAgent, { backend }: AgentSettings): boolean {
  return agent.name === backend || finding(agent).ok;
}

function finding(agent: LocalAgent): Finding {
  try {
    const given = Object.keys(agent.forwarded());
    const [program] = agent.command();
    return { ok: true, detail: `${program} is given ${given.join(', ') || 'no variable'}`, details: { reaches: agent.egress().join(', ') || '(nothing)' } };
  } catch (error) {
    if (error instanceof StageFailure) return { ok: false, code: error.failure.code, detail: error.failure.message, remediation: error.failure.remediation };
    throw error;
  }
}
