// Writes a problem as the answer to a request.
import type { FastifyReply } from 'fastify';
import { problemBody, type ProblemParts } from './api-problem';

export function sendProblem(reply: FastifyReply, problem: ProblemParts): void {
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="specline"');
  void reply.code(problem.status).headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' }).send(JSON.stringify(problemBody(problem)));
}
