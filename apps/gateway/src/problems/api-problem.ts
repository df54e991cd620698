// A refusal or fault as the API tells it: RFC 9457, with a code a program can branch on and a remediation a person can act on.
import type { Failure, Problem } from '#contracts';

export interface ProblemParts {
  status: number;
  code: string;
  detail: string;
  remediation: string;
  errors?: { field: string; message: string }[];
  /** The run that stands in the way. */
  runId?: string;
  /** Becomes the header `Retry-After`. */
  retryAfterSeconds?: number;
}

export class ApiProblem extends Error {
  constructor(readonly parts: ProblemParts, options?: { cause?: unknown }) {
    super(parts.detail, options);
    this.name = 'ApiProblem';
  }
}

const titles: Record<number, string> = {
  400: 'Bad request', 401: 'Not authenticated', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed', 409: 'Conflict', 410: 'Gone', 413: 'Too large',
  414: 'Address too long', 415: 'Unsupported media type', 416: 'Range not satisfiable', 422: 'Cannot be done', 426: 'Upgrade required', 429: 'Too many requests', 500: 'Internal error', 503: 'Not ready',
};

/** The body of the answer. */
export function problemBody({ status, code, detail, remediation, errors, runId }: ProblemParts): Problem {
  return {
    type: `urn:specline:problem:${code}`, title: titles[status] ?? 'Error', status, code, detail, remediation,
    ...(errors ? { errors } : {}), ...(runId ? { runId } : {}),
  };
}

export function invalidField(field: string, message: string): ApiProblem {
  return invalidRequest([{ field, message }]);
}

export function invalidRequest(errors: { field: string; message: string }[]): ApiProblem {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ApiProblem({ status: 400, code: 'request.invalid', detail, remediation: 'Correct the fields named here; /api/docs shows what each takes.', errors });
}

export function conflict({ code, message, remediation }: Pick<Failure, 'code' | 'message' | 'remediation'>, runId?: string): ApiProblem {
  return new ApiProblem({ status: 409, code, detail: message, remediation, ...(runId ? { runId } : {}) });
}

export function runUnknown(id: string): ApiProblem {
  return new ApiProblem({ status: 404, code: 'run.unknown', detail: `There is no run ${JSON.stringify(id).slice(0, 80)}.`, remediation: 'Take the id from the answer to POST, or from the list of runs.' });
}

/** NATS did not answer: whatever was asked may be asked again. */
export function busUnavailable(cause?: unknown): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'bus.unavailable', detail: 'The message bus does not answer.', retryAfterSeconds: 5,
    remediation: 'Ask again in a few seconds. If it stays so, check that NATS runs and that NATS_URL is right; /readyz tells.',
  }, { cause });
}

export const notStoredRemediation = 'Look into the log of NATS: when its disk is full, give it room and restart NATS. Accepted runs go on then.';

/** NATS answers questions and does not store: with a full disk it stays so until it is started again, and its own readiness shows nothing. */
export function notStored(cause?: unknown): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'bus.not_stored', detail: 'The message bus answers, but it did not store this.', retryAfterSeconds: 5,
    remediation: `Ask again in a few seconds. If it stays so: ${notStoredRemediation}`,
  }, { cause });
}

export function streamFull(cause?: unknown): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'stream.full', detail: 'The stream of facts is nearly full, so no new run is accepted.', retryAfterSeconds: 60,
    remediation: 'Raise SPECLINE_RUN_MAX_BYTES and give the disk of NATS room, or shorten SPECLINE_RUN_RETENTION_DAYS; docs/operations.md says how.',
  }, { cause });
}

/** The store itself says what to do about it. */
export function artifactsUnwritable({ upkeep }: { upkeep: { unwritable: string } }, cause?: unknown): ApiProblem {
  return new ApiProblem({ status: 503, code: 'artifacts.unwritable', detail: 'The artifact store cannot be written.', remediation: upkeep.unwritable, retryAfterSeconds: 15 }, { cause });
}
