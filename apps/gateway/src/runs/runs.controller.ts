// The runs of the API: start, list, show, retry, cancel.
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  cancelRunSchema, createRunSchema, listRunsSchema, retryRunSchema, runsPath, showRunSchema, type Run, type RunView, type StoredFact,
} from '#contracts';
import { evolve, viewOf } from '#domain';
import { spanAround, withRemoteParent } from '#platform';
import { RunArtifacts } from '../artifacts/run-artifacts';
import { RunReader } from '../board/run-reader';
import { isId, parseShape } from '../http/parse-shape';
import { runUnknown } from '../problems/api-problem';
import { principalOf } from '../session/principal';
import { restartBody } from './restart';
import { RunCreation, type Accepted } from './run-creation';
import { idempotencyKeyOf } from './run-identity';
import { RunSteering } from './run-steering';

@Controller(runsPath)
export class RunsController {
  constructor(
    private readonly creation: RunCreation,
    private readonly steering: RunSteering,
    private readonly reader: RunReader,
    private readonly artifacts: RunArtifacts,
  ) {}

  @Post()
  @HttpCode(202)
  create(@Body() body: unknown, @Req() request: FastifyRequest, @Headers('idempotency-key') key?: string): Promise<RunView> {
    const wanted = parseShape(createRunSchema, body);
    return inTrace(request, 'request run', async () => {
      const accepted = await this.creation.create(wanted, { principal: principalOf(request).name, idempotencyKey: idempotencyKeyOf(key) });
      return this.show(accepted);
    });
  }

  @Get()
  async list(@Query() query: unknown): Promise<{ items: RunView[]; nextCursor: string | null }> {
    const { runs, nextCursor } = await this.reader.list(parseShape(listRunsSchema, query, 'query'));
    return { items: runs.map((run) => viewOf(run, { tasks: false, artifacts: false })), nextCursor };
  }

  @Get(':id')
  async detail(@Param('id') id: string, @Query() query: unknown): Promise<RunView> {
    const { includeTasks = false, includeArtifacts = false } = parseShape(showRunSchema, query, 'query');
    const run = await this.find(id);
    const shown = includeArtifacts ? { ...run, artifacts: await this.artifacts.withLateEffects(run) } : run;
    return viewOf(shown, { tasks: includeTasks, artifacts: includeArtifacts });
  }

  @Get(':id/tasks')
  async tasks(@Param('id') id: string): Promise<{ runId: string; tasks: Run['tasks'] }> {
    const { tasks } = await this.find(id);
    return { runId: id, tasks };
  }

  @Post(':id/retry')
  @HttpCode(202)
  retry(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<RunView> {
    const { mode, notes, taskId } = parseShape(retryRunSchema, body);
    requireId(id);
    const principal = principalOf(request).name;
    return inTrace(request, 'retry run', async () => {
      if (mode === 'resume_failed_task') return this.showAfter(await this.steering.resume(id, { notes, taskId }, principal));
      const last = await this.steering.last(id);
      return this.show(await this.creation.create(restartBody(last.fact, notes), { principal, restartOf: id }));
    });
  }

  @Post(':id/cancel')
  @HttpCode(202)
  cancel(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<RunView> {
    const { reason } = parseShape(cancelRunSchema, body);
    requireId(id);
    return inTrace(request, 'cancel run', async () => this.showAfter(await this.steering.cancel(id, reason, principalOf(request).name)));
  }

  private async show({ begun, isNew }: Accepted): Promise<RunView> {
    const run = isNew ? evolve(undefined, begun) : await this.find(begun.fact.runId);
    return viewOf(run, { tasks: false, artifacts: false });
  }

  /** The run with the fact that was just stored, however far the rows and the tail are. */
  private async showAfter(stored: StoredFact): Promise<RunView> {
    return viewOf(evolve(await this.find(stored.fact.runId), stored), { tasks: false, artifacts: false });
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

/** The request's own trace when it names one, else a new one: it goes with the run from fact to fact. */
function inTrace<R>(request: FastifyRequest, name: string, act: () => Promise<R>): Promise<R> {
  const { traceparent } = request.headers;
  return withRemoteParent(typeof traceparent === 'string' ? { traceparent } : undefined, () => spanAround(name, { 'specline.principal': principalOf(request).name }, act));
}
