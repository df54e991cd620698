// The runs of the API: start, list, show, retry, cancel.
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { ApiTags } from '@nestjs/swagger';
import {
  cancelRunSchema, countRunsSchema, createRunSchema, listRunsSchema, retryRunSchema, runCountsSchema, runPageSchema, runTasksSchema, runViewSchema, runsPath, showRunSchema,
  type Run, type RunCounts, type RunView, type StoredFact,
} from '#contracts';
import { evolve, viewOf, visiblePatterns } from '#domain';
import { spanAround, withRemoteParent } from '#platform';
import { Audited } from '../audit/audited';
import { RunArtifacts } from '../artifacts/run-artifacts';
import { RunReader } from '../board/run-reader';
import { isId, parseShape } from '../http/parse-shape';
import { Describe } from '../openapi/describe';
import { runUnknown } from '../problems/api-problem';
import { principalOf } from '../session/principal';
import { RunCreation, type Accepted } from './run-creation';
import { idempotencyKeyOf } from './run-identity';
import { RunSteering } from './run-steering';

const theRun = { id: 'The run.' };
const unknownRun = { 404: 'There is no such run.', 503: 'The message bus does not answer.' };

@ApiTags('runs')
@Controller(runsPath)
export class RunsController {
  constructor(
    private readonly creation: RunCreation,
    private readonly steering: RunSteering,
    private readonly reader: RunReader,
    private readonly artifacts: RunArtifacts,
  ) {}

  @Post()
  @Audited('run.create')
  @HttpCode(202)
  @Describe({
    summary: 'Start a run', body: createRunSchema, answer: [202, runViewSchema],
    detail: 'Runs the next phase of a feature, or with `dryRun` everything but its effects on the repository. Without `featureKey` the feature is looked for in the repository.',
    headers: { 'Idempotency-Key': 'A word of your own: the same request with the same word is the same run, however often it is sent.' },
    problems: { 400: 'A field is wrong, or the workflow cannot be run.', 403: 'The repository or the agent is not allowed.', 404: 'You have no rights on the repository.', 409: 'The feature has a run on its way (`runId`), or the key was used with another request.', 413: 'The body is too large.', 415: 'The body is not JSON.', 503: 'Something that is needed is missing; `code` says what.' },
  })
  create(@Body() body: unknown, @Req() request: FastifyRequest): Promise<RunView> {
    const wanted = parseShape(createRunSchema, body);
    return inTrace('request run', parentOf(request), async () => {
      const accepted = await this.creation.create(wanted, { principal: principalOf(request).name, idempotencyKey: idempotencyKeyOf(request.headers['idempotency-key']) });
      return this.show(accepted);
    });
  }

  @Get()
  @Describe({ summary: 'List runs, newest first', query: listRunsSchema, answer: [200, runPageSchema], problems: { 400: 'A parameter is wrong.', 503: 'The database cannot be reached.' } })
  async list(@Query() query: unknown, @Req() request: FastifyRequest): Promise<{ items: RunView[]; nextCursor: string | null }> {
    const { runs, nextCursor } = await this.reader.list({ ...parseShape(listRunsSchema, query, 'query'), visible: visiblePatterns(principalOf(request).grants) });
    return { items: runs.map((run) => viewOf(run, { tasks: false, artifacts: false })), nextCursor };
  }

  @Get('counts')
  @Describe({ summary: 'Count runs by status', query: countRunsSchema, answer: [200, runCountsSchema], problems: { 400: 'A parameter is wrong.', 503: 'The database cannot be reached.' } })
  count(@Query() query: unknown, @Req() request: FastifyRequest): Promise<RunCounts> {
    return this.reader.count({ ...parseShape(countRunsSchema, query, 'query'), visible: visiblePatterns(principalOf(request).grants) });
  }

  @Get(':id')
  @Describe({ summary: 'Show a run', path: theRun, query: showRunSchema, answer: [200, runViewSchema], problems: unknownRun })
  async detail(@Param('id') id: string, @Query() query: unknown): Promise<RunView> {
    const { includeTasks = false, includeArtifacts = false } = parseShape(showRunSchema, query, 'query');
    const run = await this.find(id);
    const shown = includeArtifacts ? { ...run, artifacts: await this.artifacts.ofRun(run) } : run;
    return viewOf(shown, { tasks: includeTasks, artifacts: includeArtifacts });
  }

  @Get(':id/tasks')
  @Describe({ summary: 'Show every attempt of every stage', path: theRun, answer: [200, runTasksSchema], problems: unknownRun })
  async tasks(@Param('id') id: string): Promise<{ runId: string; tasks: Run['tasks'] }> {
    const { tasks } = await this.find(id);
    return { runId: id, tasks };
  }

  @Post(':id/retry')
  @Audited('run.retry')
  @HttpCode(202)
  @Describe({
    summary: 'Resume a failed run, start it again, or publish another answer', path: theRun, body: retryRunSchema, answer: [202, runViewSchema],
    detail: '`resume_failed_task` gives the failed stage once more what it was given; `taskId` names the remote task to go on with where the failure named several. `restart_from_discovery` makes a new run of the same request. `choose_candidate` publishes the answer that `candidate` names in place of the one that was taken, of a run that is over and whose agent gave several.',
    problems: { ...unknownRun, 400: 'A field is wrong.', 409: 'It cannot be done; `remediation` says what can.' },
  })
  retry(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<RunView> {
    const { mode, notes, taskId, candidate } = parseShape(retryRunSchema, body);
    const principal = principalOf(request).name;
    return this.inTraceOf(id, 'retry run', async () => {
      if (mode === 'resume_failed_task') return this.showAfter(await this.steering.resume(id, { notes, taskId }, principal));
      if (candidate !== undefined) return this.showAfter(await this.steering.choose(id, { notes, candidate }, principal));
      return this.show(await this.creation.restart(await this.steering.last(id), notes, principal));
    });
  }

  @Post(':id/cancel')
  @Audited('run.cancel')
  @HttpCode(202)
  @Describe({ summary: 'Cancel a run', path: theRun, body: cancelRunSchema, answer: [202, runViewSchema], problems: { ...unknownRun, 400: 'A field is wrong.', 409: 'The run is over.' } })
  cancel(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<RunView> {
    const { reason } = parseShape(cancelRunSchema, body);
    return this.inTraceOf(id, 'cancel run', async () => this.showAfter(await this.steering.cancel(id, reason, principalOf(request).name)));
  }

  private async show({ begun, isNew }: Accepted): Promise<RunView> {
    const run = isNew ? evolve(undefined, begun) : await this.find(begun.fact.runId);
    return viewOf(run, { tasks: false, artifacts: false });
  }

  /** The run with the fact that was just stored, however far the rows and the tail are. */
  private async showAfter(stored: StoredFact): Promise<RunView> {
    return viewOf(evolve(await this.find(stored.fact.runId), stored), { tasks: false, artifacts: false });
  }

  /** What is done to a run belongs to the run's trace. @throws ApiProblem 404 */
  private async inTraceOf<R>(id: string, name: string, act: () => Promise<R>): Promise<R> {
    const { traceId } = await this.find(id);
    return inTrace(name, traceId === null ? undefined : `00-${traceId}-${randomBytes(8).toString('hex')}-01`, act);
  }

  private async find(id: string): Promise<Run> {
    requireId(id);
    const run = await this.reader.find(id);
    if (!run) throw runUnknown(id);
    return run;
  }
}

function requireId(id: string): void {
  if (!isId(id)) throw runUnknown(id);
}

/** A new run is part of its request's trace, or begins one: it goes with the run from fact to fact. */
function parentOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined;
}

function inTrace<R>(name: string, traceparent: string | undefined, act: () => Promise<R>): Promise<R> {
  return withRemoteParent(traceparent === undefined ? undefined : { traceparent }, () => spanAround(name, {}, act));
}
