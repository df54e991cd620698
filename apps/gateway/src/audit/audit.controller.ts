// The audit log, for administrators.
import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { auditPageSchema, auditPath, listAuditSchema, type AuditPage } from '#contracts';
import { highest } from '#domain';
import { parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { ApiProblem } from '../problems/api-problem';
import { principalOf } from '../session/principal';
import { AuditReader } from './audit-reader';

@ApiTags('audit')
@Controller(auditPath)
export class AuditController {
  constructor(private readonly reader: AuditReader) {}

  @Get()
  @Describe({
    summary: 'See who did what, newest first', query: listAuditSchema, answer: [200, auditPageSchema],
    detail: 'Everything that was asked for over this API and changes something, with what it changed, or the code with which it was refused. An administrator of some repositories sees what was done to those. What Specline does by itself is told by the facts of a run.',
    problems: { 400: 'A parameter is wrong.', 403: 'The token is not an administrator\'s.', 503: 'The message bus does not answer.' },
  })
  list(@Query() query: unknown, @Req() request: FastifyRequest): Promise<AuditPage> {
    const { name, grants } = principalOf(request);
    if (highest(grants) !== 'admin') throw new ApiProblem({ status: 403, code: 'auth.role', detail: `${name} may not see the audit log.`, remediation: 'Use a token with the role admin.' });
    return this.reader.list(parseShape(listAuditSchema, query, 'query'), grants);
  }
}
