// Before a run is resumed: is its phase still what it was on the base branch? Discovery looks; who cannot be asked refuses nothing.
import type { Questions } from '#bus';
import { phaseAnswer, phaseSubject, type PhaseAnswer, type RunContext } from '#contracts';
import { conflict } from '../problems/api-problem';

const changes: Record<Exclude<Extract<PhaseAnswer, { state: string }>['state'], 'same'>, string> = {
  done: 'every task of the phase is done on the base branch by now',
  changed: 'the phase has other tasks on the base branch by now',
  gone: 'the phase is no longer in tasks.md on the base branch',
};

export class PhaseCheck {
  constructor(private readonly questions: Pick<Questions, 'ask'>) {}

  /** @throws ApiProblem 409 `retry.unsafe` with the way out */
  async requireSame({ request, discover }: RunContext): Promise<void> {
    if (!discover?.phase) return;
    const { baseBranch, tasksFile, phase } = discover;
    const answer = await this.questions.ask(phaseSubject, { repository: request.repository, baseBranch, tasksFile, phase }, phaseAnswer).catch(() => undefined);
    // Without an answer the stage itself will meet whatever is wrong, and say so.
    if (!answer || 'failure' in answer || answer.state === 'same') return;
    throw conflict({
      code: 'retry.unsafe', message: `What the run was given no longer holds: ${changes[answer.state]} (at ${answer.baseSha.slice(0, 12)}).`,
      remediation: 'Start again with the mode restart_from_discovery, which looks at the repository afresh.',
    });
  }
}
