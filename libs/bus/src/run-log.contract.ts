// What every run log must do, whatever it stands on.
import { fact, lane, otherRunId, requested, runId } from '../../contracts/fixtures/sample-facts';
import type { StoredFact } from '#contracts';
import { LaneMoved, type RunLog } from './run-log';

export function runLogContract(make: () => Promise<RunLog>): void {
  let log: RunLog;
  beforeEach(async () => { log = await make(); });

  const discovered = (trigger: number) => fact({ stage: 'discover', state: 'succeeded', next: 'submit', trigger });

  it('stores a fact and gives it back as the last of its lane and of its run', async () => {
    const stored = requested();
    const sequence = await log.append(stored, { expectedSequence: 0 });
    expect(await log.lastOfLane(lane)).toMatchObject({ sequence, fact: stored });
    expect(await log.lastOfRun(runId)).toMatchObject({ sequence, fact: stored });
    expect(await log.at(sequence)).toMatchObject({ sequence, fact: stored });
    expect(await log.lastOfRun(otherRunId)).toBeUndefined();
    expect(await log.lastOfLane('no~such~lane')).toBeUndefined();
  });

  it('refuses a fact that expects another last fact of the lane, and stores nothing', async () => {
    const first = await log.append(requested(), { expectedSequence: 0 });
    await expect(log.append(requested({ runId: otherRunId }), { expectedSequence: 0 })).rejects.toBeInstanceOf(LaneMoved);
    await log.append(discovered(first), { expectedSequence: first });
    await expect(log.append(discovered(first), { expectedSequence: first })).rejects.toBeInstanceOf(LaneMoved);
    expect(await log.factsOfRun(runId)).toHaveLength(2);
  });

  it('lets exactly one of fifty racing writers win', async () => {
    const first = await log.append(requested(), { expectedSequence: 0 });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => log.append(discovered(first), { expectedSequence: first })));
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('shows a lane\'s last fact only when it is later than the one that is known', async () => {
    const first = await log.append(requested(), { expectedSequence: 0 });
    expect(await log.laterInLane(lane, first)).toBeUndefined();
    const second = await log.append(discovered(first), { expectedSequence: first });
    expect(await log.laterInLane(lane, first)).toMatchObject({ sequence: second, fact: { stage: 'discover' } });
    expect(await log.laterInLane('no~such~lane', 0)).toBeUndefined();
  });

  it('does not let one lane stand in the way of another', async () => {
    await log.append(requested(), { expectedSequence: 0 });
    await expect(log.append(requested({ lane: 'acme~web~004-pay', runId: otherRunId }), { expectedSequence: 0 })).resolves.toBeGreaterThan(0);
  });

  it('gives the facts of a run in order, and none for an unknown run', async () => {
    let last = await log.append(requested(), { expectedSequence: 0 });
    for (const stage of ['discover', 'submit', 'apply']) {
      last = await log.append(fact({ stage, state: 'succeeded', next: 'next', trigger: last }), { expectedSequence: last });
    }
    expect((await log.factsOfRun(runId)).map((one) => one.fact.stage)).toEqual(['run', 'discover', 'submit', 'apply']);
    expect(await log.factsOfRun(otherRunId)).toEqual([]);
  });

  it('gives what a stage said in a lane, over all its runs', async () => {
    let last = await log.append(requested(), { expectedSequence: 0 });
    last = await log.append(fact({ stage: 'publish', state: 'succeeded', next: 'none', trigger: last }), { expectedSequence: last });
    last = await log.append(requested({ runId: otherRunId }), { expectedSequence: last });
    await log.append(fact({ stage: 'publish', state: 'failed', next: 'none', trigger: last, runId: otherRunId }), { expectedSequence: last });
    expect((await log.factsOfStage(lane, 'publish')).map((one) => one.fact.runId)).toEqual([runId, otherRunId]);
    expect(await log.factsOfStage(lane, 'submit')).toEqual([]);
  });

  it('follows from a sequence on, each fact once and in order, history first', async () => {
    let last = 0;
    for (let index = 0; index < 5; index += 1) last = await log.append(fact({ stage: 'publish', state: 'failed', next: 'publish', trigger: last }), { expectedSequence: last });
    const seen: StoredFact[] = [];
    const following = await log.follow({ fromSequence: 3 }, (one) => { seen.push(one); });
    for (let index = 0; index < 5; index += 1) last = await log.append(fact({ stage: 'publish', state: 'failed', next: 'publish', trigger: last }), { expectedSequence: last });
    await until(() => seen.length >= 8);
    await following.stop();
    expect(seen.map((one) => one.sequence)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('hands a fact over again when its reader failed, and keeps the order', async () => {
    let last = 0;
    for (let index = 0; index < 3; index += 1) last = await log.append(fact({ stage: 'publish', state: 'failed', next: 'publish', trigger: last }), { expectedSequence: last });
    const seen: number[] = [];
    let failures = 1;
    const following = await log.follow({ fromSequence: 1 }, async (one) => {
      if (one.sequence === 2 && failures > 0) { failures -= 1; throw new Error('the reader is not ready'); }
      seen.push(one.sequence);
    });
    await until(() => seen.length >= 3);
    await following.stop();
    expect(seen).toEqual([1, 2, 3]);
  });
}

async function until(condition: () => boolean, limit = 5000): Promise<void> {
  const end = Date.now() + limit;
  while (!condition()) {
    if (Date.now() > end) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}
