// Brakes and the drain: what holds, and what lets it go.
import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  brakesPath, brakesSchema, drainPath, drainRequestSchema, drainStateSchema, releaseBrakesSchema, releasedBrakesSchema, type BrakeRelease, type Brakes, type DrainState,
} from '#contracts';
import { roleForAll } from '#domain';
import { Audited } from '../audit/audited';
import { parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { ApiProblem } from '../problems/api-problem';
import { principalOf } from '../session/principal';
import { seenBy } from '../session/seen-by';
import { BrakeControl } from './brake-control';

const unsaid = { 400: 'A field is wrong.', 503: 'The message bus does not answer.' };

@ApiTags('brakes')
@Controller()
export class BrakesController {
  constructor(private readonly control: BrakeControl) {}

  @Get(brakesPath)
  @Describe({
    summary: 'Show the brakes that hold', answer: [200, brakesSchema], problems: { 503: 'The database cannot be reached: nobody knows what holds, and nothing does.' },
    detail: 'A brake refuses new runs of a feature (409 with its code) whose runs bring it no further. `draining` says that nothing is started at all (503 `brake.draining`).',
  })
  async show(@Req() request: FastifyRequest): Promise<Brakes> {
    const sees = seenBy(request);
    const { items, releases, unknown, ...others } = await this.control.show();
    return { ...others, items: items.filter(({ repository }) => sees(repository)), releases: releases.filter(({ repository }) => sees(repository)), unknown: unknown.filter(({ repository }) => sees(repository)) };
  }

  @Post(`${brakesPath}/release`)
  @Audited('brake.release')
  @HttpCode(200)
  @Describe({
    summary: 'Release brakes', body: releaseBrakesSchema, answer: [200, releasedBrakesSchema],
    detail: 'From now on only what comes after this moment counts. Without `code` everything that holds the feature is released, without `featureKey` what holds the whole repository.',
    problems: { ...unsaid, 403: 'The token is a viewer\'s.', 409: 'Nothing of the kind holds now.' },
  })
  async release(@Body() body: unknown, @Req() request: FastifyRequest): Promise<{ released: BrakeRelease[] }> {
    return { released: await this.control.release(parseShape(releaseBrakesSchema, body), principalOf(request).name) };
  }

  @Put(drainPath)
  @Audited('installation.drain')
  @Describe({
    summary: 'Drain the installation', body: drainRequestSchema, answer: [200, drainStateSchema], problems: { ...unsaid, 403: 'The token is not an administrator\'s.' },
    detail: 'New runs are refused with 503 `brake.draining`. Runs whose agent is at work go on to their end; those that have not come to their agent wait until it ends.',
  })
  drain(@Body() body: unknown, @Req() request: FastifyRequest): Promise<DrainState> {
    return this.control.drain(true, parseShape(drainRequestSchema, body).reason, administrator(request));
  }

  @Delete(drainPath)
  @Audited('installation.undrain')
  @Describe({ summary: 'End the drain', answer: [200, drainStateSchema], problems: { ...unsaid, 403: 'The token is not an administrator\'s.' } })
  undrain(@Req() request: FastifyRequest): Promise<DrainState> {
    return this.control.drain(false, 'ended', administrator(request));
  }
}

/** @throws ApiProblem 403 */
function administrator(request: FastifyRequest): string {
  const { name, grants } = principalOf(request);
  if (roleForAll(grants) !== 'admin') throw new ApiProblem({ status: 403, code: 'auth.role', detail: `${name} may not drain the installation.`, remediation: 'Use a token with the role admin for all repositories.' });
  return name;
}
