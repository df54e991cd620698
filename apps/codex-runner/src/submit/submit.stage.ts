// Asks the run's coding agent to carry out the phase: what it needs first, then exactly one piece of work.
import { textForm } from '#artifacts';
import type { StageInput, SubmitOutput } from '#contracts';
import { markerOf } from '#domain';
import { requireAllowed } from '#github';
import type { Config } from '#platform';
import { InjectConfig, Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { PhaseAgents } from '../agents/phase-agents';
import { PromptComposer } from './prompt-composer';

@Stage('submit')
export class SubmitStage implements StageHandler<'submit'> {
  constructor(
    private readonly agents: PhaseAgents,
    private readonly composer: PromptComposer,
    @InjectConfig() private readonly config: { readonly github: Pick<Config['github'], 'allowedRepositories'> },
  ) {}

  async run(input: StageInput<'submit'>, stage: StageContext): Promise<SubmitOutput> {
    const { request, discover } = input;
    const agent = this.agents.allowed(request.agent);
    // The gateway has asked as well, but this runner's own list decides what its login works on.
    requireAllowed(request.repository, this.config.github.allowedRepositories);
    const marker = markerOf(stage.runId, stage.attempt);
    const text = await this.composer.compose(input, marker, stage);
    const prompt = await stage.keep('codex_prompt', text, textForm);
    return { agent: request.agent, prompt, ...await agent.submit({ request, discover, prompt: text, marker }, stage) };
  }
}
