// What the API refused, or that it did not answer: as a problem with a code, a detail and a remediation, whatever happened.
import type { Problem } from '#contracts';

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(readonly problem: Problem, options?: { cause?: unknown }) {
    super(problem.detail, options);
  }

  get status(): number { return this.problem.status; }
}

/** What was asked for is not there, as opposed to not to be had now. */
export const isUnknown = (error: unknown): boolean => error instanceof ApiFailure && error.status === 404;

/** From the body of a refusal; a body that is no problem document comes from something between us and the gateway. */
export function failureOf(status: number, body: unknown): ApiFailure {
  return new ApiFailure(isProblem(body) ? body : {
    type: 'about:blank', title: 'No answer of Specline', status, code: 'network.answer',
    detail: `The server answered ${status}, not in the form of Specline's API.`,
    remediation: 'Something between this browser and the gateway answered instead, a proxy for example. Look into its log, or try again.',
  });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'remediation' in body;
}

export function unreachable(cause: unknown): ApiFailure {
  return new ApiFailure({
    type: 'about:blank', title: 'Not reachable', status: 0, code: 'network.unreachable', detail: 'The gateway does not answer.',
    remediation: 'See whether Specline runs and the network is there. What is shown stays; this page goes on by itself when the gateway is back.',
  }, { cause });
}

/** Any error as a problem, so that every view shows errors in one way. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiFailure) return error.problem;
  return {
    type: 'about:blank', title: 'This page has a fault', status: 0, code: 'console.fault', detail: error instanceof Error ? error.message : String(error),
    remediation: 'Load the page again. If it happens again, report this message together with the address of the page.',
  };
}
