// What a question is answered with when the repository cannot be read as asked: the failure that a run would have.
import type { Failure } from '#contracts';
import { StageFailure } from '#domain';

export async function orFailure<T>(work: () => Promise<T>): Promise<T | { failure: Failure }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StageFailure) return { failure: error.failure };
    throw error;
  }
}
