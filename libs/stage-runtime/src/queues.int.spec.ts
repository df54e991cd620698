import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import pino from 'pino';
import { FileArtifactStore } from '#artifacts';
import { JetStreamRunLog, connectToNats, ensureStreams, type JetStreamStrategy } from '#bus';
import { laneOf, triggerToken, type ApplyOutput, type Fact, type StoredFact, type SubmitOutput } from '#contracts';
import { StageFailure, evolve } from '#domain';
import { Redactor } from '#platform';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { artifact, context, discovered, requested } from '../../contracts/fixtures/sample-facts';
import { RethrowFilter } from './rethrow.filter';
import type { StageContext } from './stage-context';
import { Stage, type StageHandler } from './stage.decorator';
import { stageTransport } from './stage-transport';

const submitted: SubmitOutput = { agent: 'codex-cloud', agentVersion: '1', environment: 'env', taskId: 'task_1', taskUrl: 'https://codex.example/1', prompt: artifact('codex_prompt'), adopted: false };
const applied: ApplyOutput = { patch: artifact('codex_patch'), appliedPatch: artifact('applied_patch'), treeSha: 'b'.repeat(40), files: [], ticked: [], findings: [], effects: [] };

jest.setTimeout(60_000);

/** Fails once in each run, as a service that was away for a moment. */
@Stage('submit')
class Submit implements StageHandler<'submit'> {
  async run(_input: unknown, stage: StageContext): Promise<SubmitOutput> {
    if (stage.attempt === 1) throw new StageFailure({ code: 'codex.unavailable', message: 'away', remediation: 'wait', retryable: true });
    return submitted;
  }
}

@Stage('apply')
class Apply implements StageHandler<'apply'> {
  async run(): Promise<ApplyOutput> { return applied; }
}

describe('runners with queues, on a real NATS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'specline-queues-'));
  let server: TestNats;
  let connection: NatsConnection;
  let log: JetStreamRunLog;
  const runners: { app: INestMicroservice; connection: NatsConnection }[] = [];

  beforeAll(async () => {
    server = await startNats();
    connection = await connectToNats({ url: server.url, name: 'test' });
    await ensureStreams(await jetstreamManager(connection));
    log = await JetStreamRunLog.on(connection);
    await Promise.all([start('eu'), start(undefined)]);
  });
  afterAll(async () => {
    await Promise.all(runners.map(({ app }) => app.close()));
    await Promise.all([connection, ...runners.map((one) => one.connection)].map((one) => one?.close()));
    await server?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  async function start(queue: string | undefined, withheld: readonly string[] = []): Promise<JetStreamStrategy> {
    const own = await connectToNats({ url: server.url, name: queue ?? 'common' });
    const strategy = stageTransport({
      queue, worker: `runner-of-${queue ?? 'all'}`, config: { retry: { delaysSeconds: [1] } }, logger: pino({ level: 'silent' }), redactor: new Redactor([]),
      connection: own, log: await JetStreamRunLog.on(own), artifacts: new FileArtifactStore({ root: join(directory, queue ?? 'common'), retentionDays: 7 }),
    });
    const app = await NestFactory.createMicroservice({ module: class RunnerModule {}, controllers: [Submit, Apply] }, { strategy, logger: false, abortOnError: false });
    app.useGlobalFilters(new RethrowFilter());
    for (const stage of withheld) strategy.setConsumed(stage, false);
    await app.listen();
    runners.push({ app, connection: own });
    return strategy;
  }

  /** A run that discovery has dealt with. */
  async function discoveredRun(queue: string | undefined): Promise<string> {
    const runId = randomUUID();
    const request = { ...context.request, ...(queue === undefined ? {} : { queue }) };
    const first: Fact = requested({ runId, id: randomUUID(), lane: laneOf('acme/web', runId), context: { ...context, request } });
    const sequence = await log.append(first, { expectedSequence: 0 });
    const next = triggerToken('submit', request);
    await log.append({ ...first, id: randomUUID(), stage: 'discover', state: 'succeeded', next, trigger: sequence, context: { ...first.context, discover: discovered } }, { expectedSequence: sequence });
    return runId;
  }
  const lineOf = (facts: StoredFact[]) => facts.map(({ fact }) => `${fact.stage}.${fact.state}.${fact.next}`);
  const ended = (runId: string) => until('the run waits for the publisher', async () => {
    const facts = await log.factsOfRun(runId);
    return facts.at(-1)?.fact.next === 'publish' ? facts : undefined;
  }, 20_000);
  const runOf = (facts: StoredFact[]) => facts.reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);

  it('each takes its own and nothing else, in every attempt and every stage', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, (_, index) => discoveredRun(index % 2 ? 'eu' : undefined)));
    const facts = await Promise.all(runs.map(ended));
    facts.forEach((one, index) => {
      const at = index % 2 ? '@eu' : '';
      expect(lineOf(one)).toEqual(['run.requested.discover', `discover.succeeded.submit${at}`, `submit.failed.submit${at}`, `submit.succeeded.apply${at}`, 'apply.succeeded.publish']);
      expect(new Set(one.slice(2).map(({ fact }) => fact.worker))).toEqual(new Set([`runner-of-${index % 2 ? 'eu' : 'all'}`]));
      expect(runOf(one)).toMatchObject({ phase: 'publish', status: 'running', tasks: [{ taskName: 'discover' }, { taskName: 'submit' }, { taskName: 'submit' }, { taskName: 'apply' }, { taskName: 'publish' }] });
    });
  });

  it('a run in a queue that no runner serves shows where it waits, and goes on when one comes', async () => {
    const waiting = await discoveredRun('moon');
    await ended(await discoveredRun(undefined));
    await ended(await discoveredRun('eu'));
    const facts = await log.factsOfRun(waiting);
    expect(lineOf(facts)).toEqual(['run.requested.discover', 'discover.succeeded.submit@moon']);
    expect(runOf(facts)).toMatchObject({ phase: 'submit', tasks: [{}, { taskName: 'submit', status: 'queued', payload: { queue: 'moon' } }] });
    await start('moon');
    expect((await ended(waiting)).at(-1)?.fact.worker).toBe('runner-of-moon');
  });

  it('a stage that is withheld before its runner listens is taken by nobody until it may be', async () => {
    const waiting = await discoveredRun('drained');
    const strategy = await start('drained', ['submit']);
    await ended(await discoveredRun('eu'));
    expect(lineOf(await log.factsOfRun(waiting))).toEqual(['run.requested.discover', 'discover.succeeded.submit@drained']);
    strategy.setConsumed('submit', true);
    expect((await ended(waiting)).at(-1)?.fact.worker).toBe('runner-of-drained');
  });
});
