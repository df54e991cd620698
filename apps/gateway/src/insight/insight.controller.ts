// How well the automation works, and what operators say of its failures.
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { feedbackRequestSchema, insightPath, insightQuerySchema, insightSchema, runFeedbackSchema, runsPath, type Feedback, type Insight } from '#contracts';
import { Audited } from '../audit/audited';
import { parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { principalOf } from '../session/principal';
import { InsightReader } from './insight-reader';
import { RunFeedbacks } from './run-feedbacks';

const theRun = { id: 'The run.' };
const refused = { 404: 'There is no such run.', 503: 'The database cannot be reached.' };

@ApiTags('insight')
@Controller()
export class InsightController {
  constructor(private readonly insight: InsightReader, private readonly feedbacks: RunFeedbacks) {}

  @Get(insightPath)
  @Describe({ summary: 'See how well the automation works', query: insightQuerySchema, answer: [200, insightSchema], problems: { 400: 'A parameter is wrong.', 503: 'The database cannot be reached.' } })
  show(@Query() query: unknown): Promise<Insight> {
    return this.insight.read(parseShape(insightQuerySchema, query, 'query').days);
  }

  @Post(`${runsPath}/:id/feedback`)
  @Audited('run.feedback')
  @HttpCode(204)
  @Describe({
    summary: 'Say whether what a failed run told was enough to act', path: theRun, body: feedbackRequestSchema, answer: [204],
    detail: 'One answer of each operator and run; a later one takes its place.', problems: { ...refused, 400: 'A field is wrong.' },
  })
  async say(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<void> {
    await this.feedbacks.say(id, principalOf(request).name, parseShape(feedbackRequestSchema, body));
  }

  @Get(`${runsPath}/:id/feedback`)
  @Describe({ summary: 'See what operators said of a run', path: theRun, answer: [200, runFeedbackSchema], problems: refused })
  async of(@Param('id') id: string): Promise<{ runId: string; feedback: Feedback[] }> {
    return { runId: id, feedback: await this.feedbacks.of(id) };
  }
}
