// Answers whatever is thrown, by Nest, by Fastify or by us, as application/problem+json.
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform';
import { sendProblem } from './send-problem';
import { toProblem } from './to-problem';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toProblem(error);
    // Without the query string: tokens have been seen in there.
    const about = { method: request.method, path: request.url.split('?')[0]?.slice(0, 300), code: problem.code };
    if (problem.status === 500) this.logger.error({ ...about, error }, 'a request failed');
    else if (problem.status === 503) this.logger.warn({ ...about, reason: reasonOf(error) }, 'a request could not be served');
    if (!reply.sent) sendProblem(reply, problem);
  }
}

/** During an outage there are many: one line each, without stacks. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
