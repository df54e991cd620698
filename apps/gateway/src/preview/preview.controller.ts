// The preview of a run: what it would be asked, would make and would be called.
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createRunSchema, previewSchema, runsPath, type Preview } from '#contracts';
import { parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { principalOf } from '../session/principal';
import { RunPreviews } from './run-previews';

@ApiTags('runs')
@Controller(`${runsPath}/preview`)
export class PreviewController {
  constructor(private readonly previews: RunPreviews) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'See what a run would be', body: createRunSchema, answer: [200, previewSchema],
    detail: 'Takes the body of a new run and answers what it would be, at no cost and without an effect: of a phase, or of a specification. Of a specification it says which directory it would be given. It says whose prompt the agent would be given, and the prompt, without the passages of documents that a run quotes when it submits.',
    problems: {
      400: 'A field is wrong, or the workflow cannot be run.', 403: 'The repository or the agent is not allowed.', 404: 'You have no rights on the repository.', 413: 'The body is too large.', 415: 'The body is not JSON.',
      422: 'The run would fail while it looks for its phase; `code` and `remediation` are those it would have.', 503: 'Discovery does not answer.',
    },
  })
  preview(@Body() body: unknown, @Req() request: FastifyRequest): Promise<Preview> {
    return this.previews.of(parseShape(createRunSchema, body), principalOf(request).name);
  }
}
