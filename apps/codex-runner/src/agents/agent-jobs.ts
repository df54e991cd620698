// Has an agent work in containers of the run: first the workspace is made anew, then the agent works in it, then its patch is taken out.
import type { LocalAgentName } from '#contracts';
import type { JobContainers, JobSpec } from '../jobs/job';
import { StageFailure } from '#domain';
import { tokenFor, type GithubCredential } from '#github';
import { digestOf, type StageContext } from '#stage-runtime';
import { checkoutFailure, phaseFailure } from './agent-job-failure';
import type { AgentOrder, AgentResult } from './agent-order';
import { AgentOutput } from './agent-output';
import { checkoutSpec, phaseSpec, promptFile, type JobSource } from './agent-specs';
import type { LocalAgent } from './local-agent';
import type { LocalAgents } from './local-agents';
import { resultOf } from './phase-result';
import { requireNoSecret } from './secret-in-patch';

export interface AgentJobsOptions extends Omit<JobSource, 'readToken'> { readToken: GithubCredential | undefined; limitMinutes: number; silenceMinutes: number }

const largestPrompt = 16 * 1024 * 1024;

export class AgentJobs {
  constructor(private readonly agents: LocalAgents, private readonly containers: JobContainers, private readonly options: AgentJobsOptions) {}

  agent(name: LocalAgentName): LocalAgent {
    return this.agents[name];
  }

  /** Nothing is started: whether the agent could be, and which version of it. @throws StageFailure `credential.*`, `agent.not_configured`, `docker.*` */
  async ready(name: LocalAgentName): Promise<{ agentVersion: string; forwardedEnvironment: string[] }> {
    const agent = this.agents[name];
    const forwardedEnvironment = Object.keys(agent.forwarded());
    agent.command();
    return { agentVersion: agent.version(await this.containers.image()), forwardedEnvironment };
  }

  /** @throws StageFailure `agent.*`, `checkout.*`, `credential.*`, `patch.too_large`, `patch.secret`, `docker.*` */
  async work(order: AgentOrder, stage: StageContext): Promise<AgentResult> {
    const ready = await this.ready(order.agent);
    const agent = this.agents[order.agent];
    const spec = phaseSpec(agent, order, stage, this.options.limitMinutes);
    if (!await this.isBegun(spec)) await this.checkOut(order, stage);
    const { end, isSilent, verdict, complaint } = await stage.awaitAgent(this.phase(spec, agent, order, stage));
    const result = await resultOf(this.containers, spec, end);
    const failure = phaseFailure({
      agent: order.agent, end, silentMinutes: isSilent ? this.options.silenceMinutes : undefined, verdict, complaint, result, limitMinutes: this.options.limitMinutes,
    });
    if (failure) throw new StageFailure(failure);
    requireNoSecret(result.patch, agent.forwarded());
    return {
      agent: order.agent, ...ready, ...(verdict.version ? { agentVersion: verdict.version } : {}), promptDigest: digestOf(order.prompt), usage: verdict.usage,
      patch: result.patch, durationMs: Date.parse(end.endedAt) - Date.parse(end.startedAt), ...(verdict.said ? { said: verdict.said } : {}), refusedHosts: end.refusedHosts,
    };
  }

  /** A runner that died had started the agent already: to check out once more would take the ground from under it. */
  private async isBegun(spec: JobSpec): Promise<boolean> {
    return await this.containers.readFile(spec, promptFile, largestPrompt) !== undefined;
  }

  /** Each attempt of each stage begins with the base and what earlier steps did: nothing that another agent left behind has a say. */
  private async checkOut(order: AgentOrder, stage: StageContext): Promise<void> {
    stage.progress(`checking out ${order.repository} at ${order.base.sha.slice(0, 12)}`);
    const output: string[] = [];
    const source: JobSource = { serverUrl: this.options.serverUrl, readToken: await tokenFor(this.options.readToken, order.repository) };
    const end = await this.containers.run(checkoutSpec(order, stage, source), {
      signal: stage.signal,
      onOutput: ({ line }) => { if (output.push(line) > 50) output.shift(); },
    });
    const failure = checkoutFailure(order, end, output);
    if (failure) throw new StageFailure(failure);
  }

  private async phase(spec: JobSpec, agent: LocalAgent, order: AgentOrder, stage: StageContext) {
    const output = new AgentOutput(agent.reader(), stage, this.options.silenceMinutes);
    stage.progress(`${order.agent} is at work in a container`);
    try {
      const end = await this.containers.run(spec, {
        signal: stage.signal, enough: output.silence,
        onStart: (start) => output.begin(start), onOutput: (line) => output.take(line),
      });
      return { end, isSilent: output.silence.aborted, verdict: output.verdict(end.exitCode), complaint: output.complaint };
    } finally {
      output.end();
    }
  }
}
