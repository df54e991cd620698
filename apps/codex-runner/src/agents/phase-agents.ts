// Who carries out the phase of a run: each agent of the catalogue with how it is asked. Adding one is a line here.
import { codingAgentNames, isCodingAgent, type CodingAgentName } from '#contracts';
import { StageFailure } from '#domain';
import type { PhaseAgent } from './phase-agent';

export interface PhaseAgentsParts { cloud: PhaseAgent; local: PhaseAgent; allowed: readonly string[] }

export class PhaseAgents {
  private readonly agents: Readonly<Record<CodingAgentName, PhaseAgent>>;

  constructor(private readonly parts: PhaseAgentsParts) {
    const { cloud, local } = parts;
    this.agents = { 'codex-cloud': cloud, 'codex-exec': local, 'claude-code': local, command: local };
  }

  /** @throws StageFailure `agent.unavailable` */
  of(name: string): PhaseAgent {
    if (isCodingAgent(name)) return this.agents[name];
    throw new StageFailure({ code: 'agent.unavailable', message: `This runner has no coding agent called ${name}.`, remediation: `Start the run with an agent that it has: ${codingAgentNames.join(', ')}.` });
  }

  /** The gateway has asked as well, but this runner's own list decides what works on its account. @throws StageFailure `agent.unavailable`, `agent.not_allowed` */
  allowed(name: string): PhaseAgent {
    const agent = this.of(name);
    if (this.parts.allowed.includes(name)) return agent;
    throw new StageFailure({
      code: 'agent.not_allowed', message: `The coding agent ${name} is not allowed on this runner.`,
      remediation: `Start the run with one of ${this.parts.allowed.join(', ')}, or add it to SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS of the runner and restart it.`,
    });
  }
}
