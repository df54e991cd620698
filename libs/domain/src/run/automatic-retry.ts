// When a failed stage is tried again by itself: bounded, never sooner than the service that refused has asked for.
import type { Failure } from '#contracts';

export const defaultRetryDelaysSeconds = [10, 60, 300] as const;
const longestWaitSeconds = 3600;

export interface RetryQuestion {
  failure: Failure;
  /** How often this stage was already tried again by itself since a person last spoke. */
  automaticRetries: number;
  /** A call that cannot be repeated was announced: only a person may ask for another. */
  afterIntent: boolean;
  now: Date;
  delaysSeconds: readonly number[];
}

/** The time before which the stage is not tried again, or undefined when it waits for the operator. `details.retryAfterSeconds` of the failure is obeyed up to one hour. */
export function nextAutomaticRetry({ failure, automaticRetries, afterIntent, now, delaysSeconds }: RetryQuestion): Date | undefined {
  const delay = delaysSeconds[automaticRetries];
  if (!failure.retryable || afterIntent || delay === undefined) return undefined;
  const asked = Number(failure.details?.['retryAfterSeconds'] ?? 0);
  const seconds = Math.max(delay, Number.isFinite(asked) && asked > 0 ? Math.min(asked, longestWaitSeconds) : 0);
  return new Date(now.getTime() + seconds * 1000);
}
