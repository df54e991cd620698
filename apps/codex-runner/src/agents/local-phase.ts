// The phase of a run as an agent in a job container carries it out: nothing is started before the patch is waited for.
import { ArtifactStore } from '#artifacts';
import { isLocalAgent, type LocalAgentName, type StageInput } from '#contracts';
import { StageFailure } from '#domain';
import { digestOf, type StageContext } from '#stage-runtime';
import { jobName } from '../jobs/job';
import { AgentJobs } from './agent-jobs';
import { withRefusedHosts } from './refused-hosts';
import { PhaseAgent, type AcceptedPhase, type OnlyAnswer, type PhaseOrder } from './phase-agent';

const mostSaid = 500;

export class LocalPhase extends PhaseAgent {
  constructor(private readonly jobs: AgentJobs, private readonly artifacts: ArtifactStore) {
    super();
  }

  async submit({ request, prompt }: PhaseOrder, stage: StageContext): Promise<AcceptedPhase> {
    const ready = await this.ready(localName(request.agent), stage);
    const { runId, attempt } = stage;
    const taskId = jobName({ runId, stage: 'apply', attempt, role: 'phase' });
    stage.conclude(`${request.agent} is ready; it begins in the next stage, in the container ${taskId}`);
    return { ...ready, environment: null, taskId, taskUrl: null, adopted: false, promptDigest: digestOf(prompt) };
  }

  async answer({ request, discover, submit }: StageInput<'apply'>, stage: StageContext): Promise<OnlyAnswer> {
    const prompt = (await this.artifacts.read(submit.prompt)).toString();
    const { repository } = request;
    const { baseBranch: branch, baseSha: sha, featureDirectory } = discover;
    const { patch, said, refusedHosts, ...work } = await this.jobs.work({ agent: localName(submit.agent), prompt, repository, base: { branch, sha }, featureDirectory }, stage);
    await stage.keepJson('environment_info', { ...work, refusedHosts });
    if (patch) return { patch, usage: work.usage, agentVersion: work.agentVersion };
    throw new StageFailure(withRefusedHosts({
      code: 'agent.no_changes', resume: 'submit', message: `${submit.agent} changed nothing.${said ? ` It said: ${said.slice(0, mostSaid)}` : ''}`,
      remediation: 'Read what it did (agent_events): it may have asked a question. Make the tasks clearer, push them to the base branch, then retry the run.',
    }, refusedHosts));
  }

  /** The audit says what was found, also when something is missing. */
  private async ready(agent: LocalAgentName, stage: StageContext): Promise<Pick<AcceptedPhase, 'agentVersion' | 'forwardedEnvironment'>> {
    const audit = (codexStatus: 'skipped' | 'invalid', note: string): void => stage.audited({ codexStatus, githubStatus: 'skipped', checkedAt: new Date().toISOString(), notes: [note] });
    try {
      const ready = await this.jobs.ready(agent);
      audit('skipped', `${agent} is given ${ready.forwardedEnvironment.join(', ') || 'no variable'}; whether a key is valid shows when it asks its model`);
      return ready;
    } catch (error) {
      if (error instanceof StageFailure && error.failure.code.startsWith('credential.')) audit('invalid', error.failure.code);
      throw error;
    }
  }
}

function localName(agent: string): LocalAgentName {
  if (isLocalAgent(agent)) return agent;
  throw new Error(`${agent} does not work in a job container`);
}
