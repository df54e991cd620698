// What the stages of a run would say, for tests.
import { randomUUID } from 'node:crypto';
import type { RunLog } from '#bus';
import { nobody, type Fact, type StoredFact } from '#contracts';
import type { LaneListener } from './runs/lane-claim';

/** For whom it does not matter what came of facts. */
export const deaf: LaneListener = { wrote: () => undefined, notStored: () => undefined };

/** Says what a stage would say as the answer to the run's last fact. */
export async function answer(log: RunLog, runId: string, change: Pick<Fact, 'stage' | 'state' | 'next'> & Partial<Fact>): Promise<StoredFact> {
  const last = await log.lastOfRun(runId);
  if (!last) throw new Error(`there is no run ${runId}`);
  const { lane, attempt, context } = last.fact;
  const fact: Fact = { v: 1, id: randomUUID(), runId, lane, attempt, trigger: last.sequence, at: new Date().toISOString(), worker: 'stage@test:1', context, ...change };
  return { sequence: await log.append(fact, { expectedSequence: last.sequence }), fact };
}

/** Ends a run so that it can be resumed at the stage. */
export async function failRun(log: RunLog, runId: string, stage: string, code = 'test.failed', change: Partial<Fact> = {}): Promise<StoredFact> {
  return answer(log, runId, { stage, state: 'failed', next: nobody, failure: { code, message: 'It failed.', remediation: 'Mend it.', retryable: false }, ...change });
}
