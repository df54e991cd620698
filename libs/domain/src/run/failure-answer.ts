// What a question of another service is answered with when it cannot be answered: the failure that a run would have.
import type { Failure } from '#contracts';
import { StageFailure } from './stage-failure';

export async function orFailure<T>(work: () => Promise<T>): Promise<T | { failure: Failure }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StageFailure) return { failure: error.failure };
    throw error;
  }
}
