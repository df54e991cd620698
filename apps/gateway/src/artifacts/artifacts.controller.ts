// The artifacts of a run: their list, one's description, and its bytes. Always by id, never by path.
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArtifactStore } from '#artifacts';
import { artifactViewSchema, runArtifactsSchema, runsPath, type ArtifactView } from '#contracts';
import { Describe } from '../openapi/describe';
import { RunArtifacts } from './run-artifacts';
import { contentHeaders, rangeOf } from './content';
import { gone, pruned } from './pruned';
import { ApiProblem } from '../problems/api-problem';

const theRun = { id: 'The run.' };
const theArtifact = { ...theRun, artifactId: 'The artifact.' };
const unknown = { 404: 'There is no such run or artifact.' };

@ApiTags('artifacts')
@Controller(`${runsPath}/:id/artifacts`)
export class ArtifactsController {
  constructor(private readonly runArtifacts: RunArtifacts, private readonly store: ArtifactStore) {}

  @Get()
  @Describe({ summary: 'List the artifacts of a run', path: theRun, answer: [200, runArtifactsSchema], problems: unknown })
  async list(@Param('id') id: string): Promise<{ runId: string; artifacts: ArtifactView[] }> {
    return { runId: id, artifacts: await this.runArtifacts.of(id) };
  }

  @Get(':artifactId')
  @Describe({ summary: 'Describe an artifact', path: theArtifact, answer: [200, artifactViewSchema], problems: unknown })
  async show(@Param('id') id: string, @Param('artifactId') artifactId: string): Promise<ArtifactView> {
    return (await this.runArtifacts.find(id, artifactId)).artifact;
  }

  @Get(':artifactId/content')
  @ApiProduces('application/octet-stream')
  @Describe({
    summary: 'Download an artifact', path: theArtifact, headers: { Range: 'One range of bytes. A log that is being written is followed by asking for what comes after the bytes one has.' }, answer: [200],
    problems: { ...unknown, 410: 'Its bytes are not kept any more: `artifact.pruned` when a rule removed them, `artifact.gone` when they are missing for another reason.', 416: 'It has no such bytes.' },
  })
  async content(@Param('id') id: string, @Param('artifactId') artifactId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { artifact, grows } = await this.runArtifacts.find(id, artifactId);
    if (artifact.tombstone) throw pruned(artifact);
    const size = await this.store.size(artifact.path);
    if (size === undefined) throw gone(artifact);
    void reply.headers(contentHeaders(artifact, grows));
    const part = rangeOf(request.headers.range, size);
    if (part === 'none') {
      void reply.header('content-range', `bytes */${size}`);
      throw new ApiProblem({ status: 416, code: 'artifact.range', detail: `The artifact has ${size} bytes.`, remediation: 'Ask for bytes within it.' });
    }
    if (part) void reply.code(206).headers({ 'content-range': `bytes ${part.start}-${part.end}/${size}`, 'content-length': part.end - part.start + 1 });
    else void reply.header('content-length', size);
    // A log may grow meanwhile: no more than was announced.
    void reply.send(size === 0 ? '' : this.store.stream(artifact.path, part ?? { start: 0, end: size - 1 }));
  }
}
