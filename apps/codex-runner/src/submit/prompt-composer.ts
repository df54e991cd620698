// The prompt of a phase: everything that decides what the agent is told comes together here.
import type { StageInput } from '#contracts';
import { phasePrompt } from '#domain';

export class PromptComposer {
  async compose({ request, discover }: StageInput<'submit'>, marker: string): Promise<string> {
    return phasePrompt({ marker, repository: request.repository, discover });
  }
}
