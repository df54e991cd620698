// Everything that can be thrown while a request is answered, as a problem; what nobody expected says nothing about itself to the client.
import { HttpException } from '@nestjs/common';
import { BadPageCursor, ReadModelUnavailable } from '#read-model';
import { ApiProblem, type ProblemParts } from './api-problem';

const byStatus: Record<number, Omit<ProblemParts, 'status' | 'detail'>> = {
  400: { code: 'request.malformed', remediation: 'Send one JSON object, each field once, as /api/docs describes it.' },
  404: { code: 'route.unknown', remediation: 'See /api/docs for what there is.' },
  405: { code: 'route.method', remediation: 'See /api/docs for what there is.' },
  413: { code: 'request.too_large', remediation: 'Send less: a request may have 512 KiB.' },
  414: { code: 'request.address_too_long', remediation: 'Send a shorter address.' },
  415: { code: 'request.media_type', remediation: 'Send JSON with the header Content-Type: application/json.' },
};

export function toProblem(error: unknown): ProblemParts {
  if (error instanceof ApiProblem) return error.parts;
  if (error instanceof ReadModelUnavailable) {
    return { status: 503, code: error.code, detail: 'The database of the read model cannot be reached, so there are no lists now.', remediation: `${error.remediation} Single runs, retry, cancel and events work without it.`, retryAfterSeconds: 5 };
  }
  if (error instanceof BadPageCursor) return { status: 400, code: error.code, detail: error.message, remediation: error.remediation, errors: [{ field: 'cursor', message: error.message }] };
  const status = statusOf(error);
  const known = status === undefined ? undefined : byStatus[status];
  if (status !== undefined && known) return { status, ...known, detail: detailOf(status, error as Error) };
  return {
    status: 500, code: 'internal.error', detail: 'Something went wrong that nobody foresaw.',
    remediation: 'Ask again; if it happens again, look into the log of the gateway for this moment and report what it says.',
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The words of the router repeat the query string, which may hold what must not be shown. */
function detailOf(status: number, { message }: Error): string {
  return status === 404 ? 'There is nothing at this address.' : message.slice(0, 500);
}
