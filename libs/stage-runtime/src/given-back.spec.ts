import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { FileArtifactStore } from '#artifacts';
import { AppendUnclear, InMemoryRunLog, encodeFact, type AppendOptions, type Delivery } from '#bus';
import type { Fact } from '#contracts';
import { Redactor } from '#platform';
import { discovered, requested } from '../../contracts/fixtures/sample-facts';
import { StageRuntime } from './stage-runtime';

/** A stream that confirms nothing for a while, as with a full disk. */
class MuteLog extends InMemoryRunLog {
  mute = false;
  override async append(fact: Fact, options: AppendOptions): Promise<number> {
    if (this.mute) throw new AppendUnclear();
    return super.append(fact, options);
  }
}

describe('a trigger that is given back', () => {
  const log = new MuteLog();
  const replica = (): StageRuntime => new StageRuntime({
    log, lanes: { mayHaveMoved: () => true }, news: { tell: () => undefined }, deadLetters: { keep: async () => undefined },
    artifacts: new FileArtifactStore({ root: mkdtempSync(join(tmpdir(), 'specline-given-back-')), retentionDays: 7 }), redactor: new Redactor([]),
    logger: pino({ level: 'silent' }), worker: 'test', now: () => new Date(), newId: () => randomUUID(),
  });
  const replicas = [replica(), replica()];

  async function deliver(fact: Fact, sequence: number, deliveryCount: number, storedAt = Date.now()): Promise<void> {
    const delivery: Delivery = {
      stage: 'discover', subject: '', sequence, data: encodeFact(fact), headers: {}, storedAt, deliveryCount,
      onHeartbeat: () => undefined, acknowledge: () => undefined, retryLater: () => undefined, discard: () => undefined,
    };
    await replicas[deliveryCount % 2]?.process('discover', delivery, async () => discovered);
  }

  it('counts as no lost worker, whichever replica it was: a stream that was mute for long does not end the run', async () => {
    const fact = requested();
    const sequence = await log.append(fact, { expectedSequence: 0 });
    log.mute = true;
    for (let count = 1; count <= 40; count += 1) await deliver(fact, sequence, count);
    log.mute = false;
    await deliver(fact, sequence, 41);
    expect((await log.lastOfRun(fact.runId))?.fact).toMatchObject({ stage: 'discover', state: 'succeeded' });
  });

  it('is carried out every second time only, from its fourth delivery on, so that it parts from what was lost with it', async () => {
    const fact = requested({ lane: 'acme~web~apart', runId: randomUUID(), id: randomUUID() });
    const sequence = await log.append(fact, { expectedSequence: 0 });
    await deliver(fact, sequence, 4);
    expect((await log.lastOfRun(fact.runId))?.fact).toMatchObject({ state: 'requested' });
    await deliver(fact, sequence, 5);
    expect((await log.lastOfRun(fact.runId))?.fact).toMatchObject({ stage: 'discover', state: 'succeeded' });
  });

  it('was parked by processes that are gone until its time came, and costs no worker', async () => {
    const fact = requested({ lane: 'acme~web~parked', runId: randomUUID(), id: randomUUID(), notBefore: new Date(Date.now() - 60_000).toISOString() });
    const sequence = await log.append(fact, { expectedSequence: 0 });
    await deliver(fact, sequence, 31, Date.now() - 300 * 60_000);
    expect((await log.lastOfRun(fact.runId))?.fact).toMatchObject({ stage: 'discover', state: 'succeeded' });
  });

  it('counts as one when nobody gave it back', async () => {
    const fact = requested({ lane: 'acme~web~lost', runId: randomUUID(), id: randomUUID() });
    const sequence = await log.append(fact, { expectedSequence: 0 });
    await deliver(fact, sequence, 18);
    expect((await log.lastOfRun(fact.runId))?.fact).toMatchObject({ state: 'failed', failure: { code: 'worker.crash_loop' } });
  });
});
