// The repositories that are known here, their features, and the board of all of them.
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  boardPath, boardSchema, featuresQuerySchema, repositoriesPath, repositoriesSchema, repositoryFeaturesSchema, type Board, type Repositories, type RepositoryFeatures,
} from '#contracts';
import { parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { principalOf } from '../session/principal';
import { seenBy } from '../session/seen-by';
import { FeatureBoard } from './feature-board';
import { KnownRepositories } from './known-repositories';
import { RepositoryFeatureReader } from './repository-feature-reader';

@ApiTags('repositories')
@Controller()
export class RepositoriesController {
  constructor(private readonly known: KnownRepositories, private readonly features: RepositoryFeatureReader, private readonly featureBoard: FeatureBoard) {}

  @Get(repositoriesPath)
  @Describe({ summary: 'List the repositories that are known', answer: [200, repositoriesSchema], problems: { 503: 'The database cannot be reached.' } })
  async list(@Req() request: FastifyRequest): Promise<Repositories> {
    return { items: await this.known.all(seenBy(request)) };
  }

  @Get(`${repositoriesPath}/:owner/:name/features`)
  @Describe({
    summary: 'List the features of a repository with their phases', path: { owner: 'Who owns the repository.', name: 'The repository.' }, query: featuresQuerySchema, answer: [200, repositoryFeaturesSchema],
    problems: { 400: 'A parameter is wrong.', 403: 'The repository is not allowed.', 404: 'You have no rights on the repository.', 422: 'The repository cannot be read; `code` and `remediation` say why.', 503: 'Discovery does not answer.' },
  })
  read(@Param('owner') owner: string, @Param('name') name: string, @Query() query: unknown): Promise<RepositoryFeatures> {
    const { baseBranch } = parseShape(featuresQuerySchema, query, 'query');
    return this.features.read(`${owner}/${name}`, baseBranch);
  }

  @Get(boardPath)
  @Describe({ summary: 'Show the state of every phase of every feature', answer: [200, boardSchema], problems: { 503: 'The database cannot be reached.' } })
  board(@Req() request: FastifyRequest): Promise<Board> {
    return this.featureBoard.show(principalOf(request).grants);
  }
}
