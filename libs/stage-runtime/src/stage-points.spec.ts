import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { FileArtifactStore } from '#artifacts';
import { InMemoryRunLog, encodeFact, type Delivery } from '#bus';
import { Redactor } from '#platform';
import { discovered, requested } from '../../contracts/fixtures/sample-facts';
import { StageRuntime } from './stage-runtime';

it('a listener hears of the intent when it is stored, of the work before its fact, and of the fact before its acknowledgement', async () => {
  const root = mkdtempSync(join(tmpdir(), 'specline-stage-points-'));
  const log = new InMemoryRunLog();
  const heard: string[] = [];
  const runtime = new StageRuntime({
    log, lanes: { mayHaveMoved: () => true }, news: { tell: () => undefined }, deadLetters: { keep: async () => undefined }, artifacts: new FileArtifactStore({ root, retentionDays: 7 }),
    redactor: new Redactor([]), logger: pino({ level: 'silent' }), worker: 'test', now: () => new Date(), newId: () => randomUUID(),
    passing: (point, stage) => { heard.push(`${point} ${stage} after ${log.all().at(-1)?.fact.state}`); },
  });
  const trigger = requested();
  const delivery: Delivery = {
    stage: 'discover', subject: '', sequence: await log.append(trigger, { expectedSequence: 0 }), data: encodeFact(trigger), headers: {}, storedAt: Date.now(), deliveryCount: 1,
    onHeartbeat: () => undefined, acknowledge: () => { heard.push('acknowledged'); }, retryLater: () => undefined, discard: () => undefined,
  };
  await runtime.process('discover', delivery, async (_input, stage) => {
    await stage.intend({});
    return discovered;
  });
  rmSync(root, { recursive: true, force: true });
  expect(heard).toEqual(['intended discover after intended', 'handled discover after intended', 'told discover after succeeded', 'acknowledged']);
});
