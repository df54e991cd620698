// Asks Codex Cloud to carry out the phase: credentials first, then exactly one task.
import { textForm } from '#artifacts';
import type { CredentialAudit, StageInput, SubmitOutput } from '#contracts';
import { StageFailure, markerOf, phasePrompt } from '#domain';
import { requireAllowed } from '#github';
import type { Config } from '#platform';
import { InjectConfig, Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import { FeaturePassages } from '../passages/feature-passages';
import { TaskSubmission, type SubmittedTask } from './task-submission';

@Stage('submit')
export class SubmitStage implements StageHandler<'submit'> {
  constructor(
    private readonly agent: CodexCloudAgent,
    private readonly submission: TaskSubmission,
    private readonly passages: FeaturePassages,
    @InjectConfig() private readonly config: { readonly github: Pick<Config['github'], 'allowedRepositories'> },
  ) {}

  async run({ request, discover }: StageInput<'submit'>, stage: StageContext): Promise<SubmitOutput> {
    if (request.agent !== this.agent.name) throw unknownAgent(request.agent);
    // The gateway has asked as well, but this runner's own list decides what its login works on.
    requireAllowed(request.repository, this.config.github.allowedRepositories);
    const log = await stage.openLog('codex_logs');
    const marker = markerOf(stage.runId, stage.attempt);
    const text = phasePrompt({ marker, repository: request.repository, discover, passages: await this.passages.forPrompt({ request, discover }, stage) });
    const prompt = await stage.keep('codex_prompt', text, textForm);
    const write = (line: string): void => log.line(line);
    const task = await this.audited(stage, async () => {
      const environment = this.agent.environmentOf(request.repository);
      const agentVersion = await this.agent.version(stage.signal);
      const submitted = await this.submitted(stage, { environment, branch: discover.baseBranch, prompt: text, attempts: request.attempts, marker }, write);
      return { ...submitted, environment, agentVersion };
    });
    stage.conclude(`${task.adopted ? 'took over' : 'submitted'} ${task.url}`);
    const { taskId, url: taskUrl, adopted, environment, agentVersion } = task;
    return { agent: this.agent.name, agentVersion, environment, taskId, taskUrl, prompt, adopted };
  }

  /** An operator's retry may name the task; it is taken when Codex Cloud knows it. */
  private async submitted(stage: StageContext, wish: Parameters<TaskSubmission['submit']>[0], log: (line: string) => void): Promise<SubmittedTask> {
    const named = stage.fact.retry?.taskId;
    if (!named) return this.submission.submit(wish, stage, log);
    return { taskId: named, url: await this.agent.urlOf(named, { log, signal: stage.signal }), adopted: true };
  }

  /** The audit says what the check found, also when it found a fault. */
  private async audited<T>(stage: StageContext, work: () => Promise<T>): Promise<T> {
    const audit = (codexStatus: CredentialAudit['codexStatus'], note: string): void =>
      stage.audited({ codexStatus, githubStatus: 'skipped', checkedAt: new Date().toISOString(), notes: [note] });
    try {
      const result = await work();
      audit('valid', 'Codex Cloud listed the tasks of the environment');
      return result;
    } catch (error) {
      if (error instanceof StageFailure && error.failure.code.startsWith('credential.codex_')) audit('invalid', error.failure.code);
      throw error;
    }
  }
}

function unknownAgent(agent: string): StageFailure {
  return new StageFailure({ code: 'agent.unavailable', message: `This runner has no coding agent called ${agent}.`, remediation: 'Start the run with an agent that is configured (codex-cloud).' });
}
