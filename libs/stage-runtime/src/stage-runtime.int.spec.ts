import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import pino from 'pino';
import { FileArtifactStore } from '#artifacts';
import { JetStreamDeadLetters, JetStreamRunLog, LaneWatch, NewsBoard, StageConsumer, connectToNats, deadLetterStream, ensureStreams, type Delivery } from '#bus';
import type { Fact, News, StoredFact } from '#contracts';
import { laneOf } from '#contracts';
import { StageFailure } from '#domain';
import { Redactor } from '#platform';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { discovered, requested } from '../../contracts/fixtures/sample-facts';
import type { RunHandler } from './stage-execution';
import { StageRuntime } from './stage-runtime';

const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

describe('the stage runtime on a real NATS', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let log: JetStreamRunLog;
  let consumers: StageConsumer[] = [];
  const artifacts = new FileArtifactStore({ root: mkdtempSync(join(tmpdir(), 'specline-runtime-')), retentionDays: 7 });

  beforeAll(async () => {
    server = await startNats();
    connection = await connectToNats({ url: server.url, name: 'test' });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.dispose();
  });
  beforeEach(async () => {
    const manager = await jetstreamManager(connection);
    await manager.streams.delete('RUN').catch(() => undefined);
    await ensureStreams(manager);
    log = await JetStreamRunLog.on(connection);
  });
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.drain(1000)));
    consumers = [];
  });

  async function host(handler: RunHandler, options: { ackWaitMilliseconds?: number; heartbeatMilliseconds?: number; onDelivery?: (delivery: Delivery) => void } = {}): Promise<StageConsumer> {
    const runtime = new StageRuntime({
      log, lanes: new LaneWatch(connection), artifacts, redactor: new Redactor([secret]), logger: pino({ level: 'silent' }), worker: 'test@host:1', news: new NewsBoard(connection),
      deadLetters: new JetStreamDeadLetters(connection), now: () => new Date(), newId: () => randomUUID(), retryDelaysSeconds: [1],
    });
    const consumer = new StageConsumer(connection, {
      stage: 'discover', concurrency: 8, ...options,
      process: async (delivery) => { options.onDelivery?.(delivery); await runtime.process('discover', delivery, handler); },
    });
    consumers.push(consumer);
    await consumer.start();
    return consumer;
  }

  async function request(feature: string = randomUUID()): Promise<Fact> {
    const fact = requested({ lane: laneOf('acme/web', feature), runId: randomUUID(), id: randomUUID() });
    await log.append(fact, { expectedSequence: 0 });
    return fact;
  }

  const closing = (fact: Fact): Promise<StoredFact> => until(async () => {
    const last = await log.lastOfRun(fact.runId);
    return last && last.fact.stage === 'discover' && last.fact.state !== 'intended' ? last : undefined;
  });

  it('answers a trigger with a fact that starts the next stage, with times and worker', async () => {
    await host(async () => discovered);
    const { fact } = await closing(await request());
    expect(fact).toMatchObject({ state: 'succeeded', next: 'submit', attempt: 1, worker: 'test@host:1', context: { discover: { featureKey: '003-cart' } } });
    expect(Date.parse(fact.at)).toBeGreaterThanOrEqual(Date.parse(fact.startedAt ?? ''));
  });

  it('sets an unreadable message aside in DLQ with its reason, and the others flow', async () => {
    await host(async () => discovered);
    await jetstream(connection).publish('run.acme~web~x.not-a-run.run.requested.discover', new TextEncoder().encode('{"v":1'));
    await closing(await request());
    const letter = await until(async () => (await jetstreamManager(connection)).streams.getMessage(deadLetterStream, { last_by_subj: 'dlq.run' }).catch(() => undefined));
    expect(letter?.string()).toBe('{"v":1');
    expect(letter?.header.get('specline-reason')).toMatch(/not a fact/);
  });

  it('tries a retryable failure again by itself, not before its time, and then waits for the operator', async () => {
    await host(async () => { throw new StageFailure({ code: 'github.unavailable', message: 'no answer', remediation: 'wait', retryable: true }); });
    const asked = await request();
    const last = await until(async () => { const one = await closing(asked); return one.fact.next === 'none' ? one : undefined; });
    const facts = (await log.factsOfRun(asked.runId)).map(({ fact }) => fact);
    expect(facts.map((fact) => `${fact.stage}.${fact.state}.${fact.next}/${fact.attempt}`)).toEqual(['run.requested.discover/1', 'discover.failed.discover/1', 'discover.failed.none/2']);
    expect(Date.parse(last.fact.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(facts[1]?.notBefore ?? ''));
  });

  it('takes secrets out of failures, whatever put them there', async () => {
    await host(async () => { throw new StageFailure({ code: 'a.b', message: `the token ${secret} was refused`, remediation: 'x', details: { header: `Bearer ${secret}` } }); });
    const { fact } = await closing(await request());
    expect(JSON.stringify(fact)).not.toContain(secret);
    expect(fact.failure?.message).toMatch(/the token .*refused/);
  });

  it('stops a handler at the next heartbeat after the run was cancelled, and writes down what came into being', async () => {
    let stopped = false;
    await host(async (_input, stage) => {
      stage.effect({ kind: 'branch', branch: 'b' });
      await new Promise<void>((resolve) => { stage.signal.addEventListener('abort', () => { stopped = true; resolve(); }); });
      stage.throwIfStopped();
    }, { heartbeatMilliseconds: 100 });
    const asked = await request();
    const trigger = await until(() => log.lastOfRun(asked.runId));
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    await log.append({ ...asked, id: randomUUID(), state: 'cancelled', next: 'none', trigger: trigger.sequence }, { expectedSequence: trigger.sequence });
    await until(async () => stopped || undefined);
    const late = await until(async () => (await artifacts.lateEffects(asked.runId))[0]);
    expect((await artifacts.read(late)).toString()).toContain('"branch": "b"');
    expect((await log.factsOfRun(asked.runId)).map(({ fact }) => fact.state)).toEqual(['requested', 'cancelled']);
  });

  it('keeps a slow handler its own by heartbeats: nobody else is given the trigger', async () => {
    let starts = 0;
    await host(async () => { starts += 1; await new Promise((resolve) => { setTimeout(resolve, 2500); }); return discovered; }, { ackWaitMilliseconds: 1000, heartbeatMilliseconds: 300 });
    await closing(await request());
    expect(starts).toBe(1);
  });

  it('gives back what it holds when it ends: another replica goes on long before it would be missed', async () => {
    const ending = await host(() => new Promise(() => undefined));
    const asked = await request();
    await until(async () => (ending.heldCount === 1 ? true : undefined));
    const begun = Date.now();
    await ending.drain(100);
    await host(async () => discovered);
    expect((await closing(asked)).fact).toMatchObject({ state: 'succeeded' });
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  it('recovers a call that a lost worker announced, instead of announcing it again', async () => {
    const asked = await request();
    await log.append({ ...asked, id: randomUUID(), stage: 'discover', state: 'intended', next: 'none', trigger: 1, intent: { marker: 'm' } }, { expectedSequence: 1 });
    const seen: unknown[] = [];
    await host(async (_input, stage) => { seen.push(stage.recovering?.data); return discovered; });
    const { fact } = await closing(asked);
    expect(seen).toEqual([{ marker: 'm' }]);
    expect(fact).toMatchObject({ state: 'succeeded', trigger: 1 });
    expect(await log.factsOfRun(asked.runId)).toHaveLength(3);
  });

  it('announces a call once and never tries again by itself afterwards', async () => {
    await host(async (_input, stage) => {
      await stage.intend({ marker: 'm' });
      throw new StageFailure({ code: 'codex.unavailable', message: 'lost', remediation: 'look', retryable: true });
    });
    const asked = await request();
    expect((await closing(asked)).fact).toMatchObject({ state: 'failed', next: 'none' });
    expect((await log.factsOfRun(asked.runId)).map(({ fact }) => fact.state)).toEqual(['requested', 'intended', 'failed']);
  });

  it('gives a trigger up with worker.crash_loop when its worker was lost too often', async () => {
    await host(async () => { throw new Error('not reached'); }, { onDelivery: (delivery) => Object.assign(delivery, { deliveryCount: 18 }) });
    const { fact } = await closing(await request());
    expect(fact).toMatchObject({ state: 'failed', next: 'none', failure: { code: 'worker.crash_loop', resume: 'discover' } });
  });

  it('tells news of a stage that takes a while, and none of one that is over at once', async () => {
    const news: News[] = [];
    const following = await new NewsBoard(connection).follow((one) => { news.push(one); });
    await host(async (_input, stage) => { if (stage.lane.endsWith('slow')) await new Promise((resolve) => { setTimeout(resolve, 200); }); return discovered; });
    const quick = await request('quick');
    const slow = await request('slow');
    await closing(slow);
    await closing(quick);
    await until(async () => (news.some((one) => one.runId === slow.runId) ? true : undefined));
    await following.stop();
    const told = news.filter((one) => one.runId === slow.runId || one.runId === quick.runId);
    expect(told.map((one) => [one.runId, one.kind])).toEqual([[slow.runId, 'started']]);
  });

  it('tells waiting for the agent from working, while it waits and in the closing fact', async () => {
    const news: News[] = [];
    const following = await new NewsBoard(connection).follow((one) => { news.push(one); });
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => { answer = resolve; });
    const told = (message: string) => until(async () => news.find((one) => one.message === message));
    await host(async (_input, stage) => {
      const waited = stage.awaitAgent(answered);
      stage.progress('it is pending');
      await waited;
      stage.progress('it is there');
      return discovered;
    });
    const asked = await request();
    const pending = await told('it is pending');
    expect(pending).toMatchObject({ waiting: true, startedAt: expect.any(String) });
    answer();
    const there = await told('it is there');
    await following.stop();
    const { fact } = await closing(asked);
    expect([there.waiting, there.waitedMs]).toEqual([undefined, fact.waitedMs]);
    expect(there.startedAt).toBe(fact.startedAt);
    expect(fact.waitedMs).toBeGreaterThanOrEqual(1);
    expect(fact.waitedMs).toBeLessThanOrEqual(Date.parse(fact.at) - Date.parse(fact.startedAt ?? ''));
  });

  it('counts a wait that is cut off by the stage\'s failure', async () => {
    await host(async (_input, stage) => {
      void stage.awaitAgent(new Promise(() => undefined));
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      throw new StageFailure({ code: 'codex.silent', message: 'no answer', remediation: 'look' });
    });
    const { fact } = await closing(await request());
    expect(fact).toMatchObject({ state: 'failed', waitedMs: expect.any(Number) });
    expect(fact.waitedMs).toBeGreaterThanOrEqual(19);
  });

  it('goes on by itself after the server was killed and came back', async () => {
    await host(async () => discovered);
    await closing(await request());
    await server.kill();
    await server.restart();
    const asked = await until(() => request().catch(() => undefined), 20_000);
    expect((await closing(asked)).fact.state).toBe('succeeded');
  }, 60_000);
});

async function until<T>(look: () => Promise<T | undefined>, limit = 15_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come true in time');
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
