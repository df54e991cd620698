// The one error class that a stage throws on purpose: it carries a failure that an operator can act on.
import type { Failure } from '#contracts';

export type FailureInput = Omit<Failure, 'retryable'> & { retryable?: boolean };

export class StageFailure extends Error {
  readonly failure: Failure;

  constructor(failure: FailureInput, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.name = 'StageFailure';
    this.failure = { ...failure, retryable: failure.retryable ?? false };
  }
}
