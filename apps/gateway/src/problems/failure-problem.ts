// A failure that another service answered, as a problem: what a run would have failed with.
import type { Failure } from '#contracts';
import { ApiProblem } from './api-problem';

const forbidden: readonly string[] = ['repository.not_allowed'];

/** 503 for what passes by itself, 403 for what is not allowed, 422 for what somebody has to mend. */
export function failureProblem({ code, message, remediation, retryable }: Failure): ApiProblem {
  if (retryable) return new ApiProblem({ status: 503, code, detail: message, remediation, retryAfterSeconds: 15 });
  return new ApiProblem({ status: forbidden.includes(code) ? 403 : 422, code, detail: message, remediation });
}

/** @param service the one that was asked */
export function serviceSilent(service: string, cause: unknown): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'service.no_answer', detail: `${service} does not answer.`, retryAfterSeconds: 5,
    remediation: `See that a replica of ${service} runs, and what its log says; /readyz tells.`,
  }, { cause });
}
