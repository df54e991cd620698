// What a retry would do again and what it would not, so that nobody has to guess what a button costs.
import type { Run, StoredFact } from '#contracts';
import { planRetry } from '#domain';

export interface RetryEffects { stage: string; will: string[]; willNot: string[] }

const again: Record<string, { does: string; spared: string }> = {
  discover: { does: 'read tasks.md on the base branch again', spared: 'look for another phase: it keeps the one it has' },
  submit: { does: 'ask Codex again, which makes a new task', spared: 'ask Codex again: it goes on with the task there is' },
  apply: { does: 'fetch the diff of the task and check it again', spared: 'fetch or check the diff again: it uses the patch it has' },
  publish: { does: 'push the branch and open or update the pull request', spared: 'push again' },
  finalize: { does: 'write the summary', spared: 'write another summary' },
};

/** Pure. Undefined when the run cannot be resumed; the words follow "A retry will" and "A retry will not". */
export function retryEffects(run: Pick<Run, 'chain' | 'failure' | 'phase' | 'status' | 'restartedAs'>, last: StoredFact | undefined): RetryEffects | undefined {
  if (run.status !== 'failed' || run.restartedAs !== null) return undefined;
  const stage = stageOf(run, last);
  const from = stage === undefined ? -1 : run.chain.indexOf(stage);
  if (stage === undefined || from < 0) return undefined;
  return {
    stage,
    will: run.chain.slice(from).map((one) => again[one]?.does ?? `carry out the stage ${one}`),
    willNot: run.chain.slice(0, from).map((one) => again[one]?.spared ?? `repeat the stage ${one}`),
  };
}

function stageOf(run: Pick<Run, 'failure' | 'phase'>, last: StoredFact | undefined): string | undefined {
  // Before the facts are here, what the failure says is the best guess.
  if (!last) return run.failure?.resume ?? run.phase;
  const plan = planRetry(last);
  return plan.ok ? plan.stage : undefined;
}
