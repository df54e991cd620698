// Pins: artifacts that operators want kept.
import { Controller, Delete, Param, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { artifactViewSchema, runArtifactsSchema, runsPath, type ArtifactView } from '#contracts';
import { Audited } from '../audit/audited';
import { Describe } from '../openapi/describe';
import { principalOf } from '../session/principal';
import { ArtifactPins } from './artifact-pins';

const theRun = { id: 'The run.' };
const theArtifact = { ...theRun, artifactId: 'The artifact.' };
const refused = { 403: 'The token is a viewer\'s.', 503: 'The database cannot be reached.' };
interface OfRun { runId: string; artifacts: ArtifactView[] }

@ApiTags('artifacts')
@Controller(`${runsPath}/:id`)
export class PinsController {
  constructor(private readonly pins: ArtifactPins) {}

  @Put('artifacts/:artifactId/pin')
  @Audited('artifact.pin')
  @Describe({
    summary: 'Pin an artifact', path: theArtifact, answer: [200, artifactViewSchema],
    detail: 'It is kept until it is unpinned. Pinning again changes nothing: `pin` says who did it first, and when.', problems: { ...refused, 404: 'There is no such run or artifact.', 410: 'It was removed already.' },
  })
  pin(@Param('id') id: string, @Param('artifactId') artifactId: string, @Req() request: FastifyRequest): Promise<ArtifactView> {
    return this.pins.pin(id, artifactId, principalOf(request).name);
  }

  @Delete('artifacts/:artifactId/pin')
  @Audited('artifact.unpin')
  @Describe({
    summary: 'Unpin an artifact', path: theArtifact, answer: [200, artifactViewSchema],
    detail: 'It is removed when it has expired; `expiresAt` says when.', problems: { ...refused, 404: 'There is no such run or artifact.' },
  })
  unpin(@Param('id') id: string, @Param('artifactId') artifactId: string, @Req() request: FastifyRequest): Promise<ArtifactView> {
    return this.pins.unpin(id, artifactId, principalOf(request).name);
  }

  @Put('pin')
  @Audited('run.pin')
  @Describe({
    summary: 'Pin the artifacts of a run', path: theRun, answer: [200, runArtifactsSchema],
    detail: 'All that it has now; what comes later is not pinned, and what was removed stays so.', problems: { ...refused, 404: 'There is no such run.' },
  })
  async pinAll(@Param('id') id: string, @Req() request: FastifyRequest): Promise<OfRun> {
    return { runId: id, artifacts: await this.pins.pinAll(id, principalOf(request).name) };
  }

  @Delete('pin')
  @Audited('run.unpin')
  @Describe({ summary: 'Unpin the artifacts of a run', path: theRun, answer: [200, runArtifactsSchema], problems: { ...refused, 404: 'There is no such run.' } })
  async unpinAll(@Param('id') id: string, @Req() request: FastifyRequest): Promise<OfRun> {
    return { runId: id, artifacts: await this.pins.unpinAll(id, principalOf(request).name) };
  }
}
