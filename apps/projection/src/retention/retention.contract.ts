// What is removed and what stays, whichever store keeps the bytes.
import { randomUUID } from 'node:crypto';
import { jsonForm, textForm, type ArtifactPlace } from '#artifacts';
import { nobody, operatorStage } from '#contracts';
import { until } from '../../../../tools/stack/until';
import type { Retention } from './retention';
import { day, pathsIn, type KeptRun, type RetentionBench } from './retention-bench.fixture';

export interface RetentionCase {
  bench: RetentionBench;
  /** A write that a crash has interrupted. */
  interrupt(place: ArtifactPlace, bytes: string): Promise<void>;
}

export function retentionContract(given: () => RetentionCase): void {
  let bench: RetentionBench;
  beforeEach(() => { ({ bench } = given()); });

  const sweep = (days: number) => bench.retention(days).sweep();
  const expectKept = async (run: KeptRun) => expect([await bench.pathsOf(run.id), await bench.tombstonesOf(run.id)]).toEqual([pathsIn(run), []]);
  const expectRemoved = async (run: KeptRun) => expect([await bench.pathsOf(run.id), await bench.tombstonesOf(run.id)]).toEqual([[], pathsIn(run)]);

  test('what has expired is removed for good, and what is left of it says what it was and why', async () => {
    const run = await bench.endedRun();
    expect(await sweep(7.1)).toEqual({ runs: 1, unknown: 0, failed: 0, artifacts: 3, bytes: 6 + 4 + 3, pinned: 0 });
    await expectRemoved(run);
    const { tombstone } = (await bench.rows.model.keeping.ofRun(run.id)).find(({ artifactId }) => artifactId === run.patch.id)!;
    expect(tombstone).toMatchObject({ rule: 'retention', retentionDays: 7, digest: run.patch.digest, sizeBytes: 4 });
    expect(Date.parse(tombstone!.removedAt) - Date.parse(tombstone!.expiredAt)).toBeLessThan(0.2 * day);
    expect(await sweep(8)).toEqual({ runs: 0, unknown: 0, failed: 0, artifacts: 0, bytes: 0, pinned: 0 });
  });

  test('nothing is removed before its days are over', async () => {
    const run = await bench.endedRun();
    expect(await sweep(6.9)).toMatchObject({ runs: 1, artifacts: 0 });
    await expectKept(run);
  });

  test('what is pinned stays, and the rest of its run goes', async () => {
    const run = await bench.endedRun();
    await bench.rows.model.keeping.pin(run.id, [run.patch.id], { by: 'ada', at: new Date().toISOString() });
    expect(await sweep(4000)).toMatchObject({ artifacts: 2, pinned: 1 });
    expect(await bench.pathsOf(run.id)).toEqual([run.patch.path]);
    await bench.rows.model.keeping.unpin(run.id, [run.patch.id]);
    expect(await sweep(4000)).toMatchObject({ artifacts: 1, pinned: 0 });
    await expectRemoved(run);
  });

  test('nothing of an open run is removed, however old it is', async () => {
    const run = await bench.openRun();
    expect(await sweep(4000)).toMatchObject({ runs: 1, unknown: 0, artifacts: 0 });
    await expectKept(run);
  });

  test('nothing is removed of a run that is retried, although its row still says that it is over', async () => {
    const run = await bench.endedRun();
    await bench.say(run.id, { stage: operatorStage, state: 'retried', next: 'submit', attempt: 2, retry: { mode: 'resume_failed_task', stage: 'submit' } });
    expect(await sweep(4000)).toMatchObject({ runs: 1, artifacts: 0 });
    await expectKept(run);
  });

  test('nothing is removed of a run whose row is behind: it has yet to say which artifacts there are', async () => {
    const run = await bench.openRun();
    await bench.say(run.id, { stage: operatorStage, state: 'cancelled', next: nobody });
    expect(await sweep(4000)).toMatchObject({ runs: 1, artifacts: 0 });
    await expectKept(run);
    await bench.project();
    expect(await sweep(4000)).toMatchObject({ artifacts: 3 });
  });

  test('the bytes stay when the run is retried after their tombstones were written', async () => {
    const run = await bench.endedRun();
    const { keeping } = bench.rows.model;
    const retention = bench.retention(8, { bury: async (runId, burials) => {
      const buried = await keeping.bury(runId, burials);
      await bench.say(runId, { stage: operatorStage, state: 'retried', next: 'submit', attempt: 2, retry: { mode: 'resume_failed_task', stage: 'submit' } });
      return buried;
    } });
    expect(await retention.sweep()).toMatchObject({ artifacts: 0 });
    expect(await bench.pathsOf(run.id)).toEqual(pathsIn(run));
  });

  test('of a run that has no row nothing is removed: it may be another installation\'s, or one that the rows have yet to learn of', async () => {
    const { path } = await bench.writing.write({ runId: randomUUID(), stage: 'submit', attempt: 1, kind: 'codex_prompt' }, 'of whom?', textForm);
    expect(await sweep(4000)).toMatchObject({ runs: 1, unknown: 1, failed: 0, artifacts: 0 });
    expect(await bench.store.size(path)).toBe('of whom?'.length);
  });

  test('what no fact names goes with its run: late effects, and writes that a crash interrupted', async () => {
    const run = await bench.endedRun();
    const late = await bench.writing.write({ runId: run.id, stage: 'submit', attempt: 2, kind: 'late_effect' }, '{}', jsonForm);
    await given().interrupt({ runId: run.id, stage: 'publish', attempt: 1, kind: 'gh_push_log' }, 'half');
    expect(await sweep(7.1)).toMatchObject({ artifacts: 5 });
    expect(await bench.pathsOf(run.id)).toEqual([]);
    const digests = new Map((await bench.rows.model.keeping.ofRun(run.id)).map(({ path, tombstone }) => [path, tombstone?.digest]));
    expect([digests.get(late.path), digests.get(`${run.id}/publish-1-gh_push_log.txt`)]).toEqual([late.digest, null]);
  });

  test('the days count from the end of the run, and from its making for what came after it', async () => {
    const run = await bench.endedRun(new Date(Date.now() + 3 * day));
    expect(await sweep(9.9)).toMatchObject({ artifacts: 0 });
    const old = await bench.endedRun(new Date(Date.now() - 30 * day));
    expect(await sweep(6.9)).toMatchObject({ artifacts: 0 });
    expect(await sweep(7.1)).toMatchObject({ artifacts: 3 });
    await expectRemoved(old);
    await expectKept(run);
    expect(await sweep(10.1)).toMatchObject({ artifacts: 3 });
  });

  test('a run whose facts have aged out of the stream ended when its row says so', async () => {
    const run = await bench.endedRun();
    const open = await bench.openRun();
    await bench.stream.forgetBefore((await bench.stream.log.state()).lastSequence + 1);
    expect(await sweep(6.9)).toMatchObject({ artifacts: 0 });
    expect(await sweep(7.1)).toMatchObject({ artifacts: 6 });
    await expectRemoved(run);
    await expectRemoved(open);
  });

  test('a run that cannot be looked at holds up no other, is counted, and is looked at again the next time', async () => {
    const runs = [await bench.endedRun(), await bench.endedRun(), await bench.endedRun()];
    const spoilt = runs[1]!;
    const retention = bench.retention(8, { store: { kept: async (runId) => {
      if (runId === spoilt.id) throw new Error('the disk is odd');
      return bench.store.kept(runId);
    } } });
    expect(await retention.sweep()).toMatchObject({ runs: 3, failed: 1, artifacts: 6 });
    await expectKept(spoilt);
    expect(await sweep(8)).toMatchObject({ failed: 0, artifacts: 3 });
  });

  test('what was interrupted between a tombstone and its bytes is finished the next night', async () => {
    const run = await bench.endedRun();
    const interrupted = bench.retention(8, { store: { remove: async (path) => {
      if (path !== run.prompt.path) throw new Error('killed');
      await bench.store.remove(path);
    } } });
    await interrupted.sweep();
    const first = await bench.rows.model.keeping.ofRun(run.id);
    expect(first.filter(({ tombstone }) => tombstone)).toHaveLength(3);
    expect((await bench.pathsOf(run.id)).length).toBeGreaterThan(0);
    expect(await sweep(9)).toMatchObject({ failed: 0 });
    await expectRemoved(run);
    // Whoever was told when it went is told the same again.
    expect(await bench.rows.model.keeping.ofRun(run.id)).toEqual(first);
  });

  test('nothing is removed while the database is away, nor while it has lost the rows that say that the run is over', async () => {
    const run = await bench.endedRun();
    await bench.rows.postgres.kill();
    await expect(sweep(8)).rejects.toMatchObject({ name: 'ReadModelUnavailable' });
    await bench.rows.postgres.restart();
    // Rows are written without waiting for the disk: as if that had been one moment too early.
    await bench.rows.truncate();
    expect(await sweep(8)).toMatchObject({ unknown: 1, artifacts: 0 });
    await expectKept(run);
    await bench.project();
    expect(await sweep(8)).toMatchObject({ artifacts: 3 });
  });

  test('a tombstone outlives a database that is killed the moment after', async () => {
    const run = await bench.endedRun();
    await bench.retention(8).sweep();
    await bench.rows.postgres.kill();
    await bench.rows.postgres.restart();
    await expectRemoved(run);
  });

  test('of two replicas one is at it', async () => {
    const run = await bench.endedRun();
    let reached = (): void => undefined;
    let goOn = (): void => undefined;
    const [atIt, waiting] = [new Promise<void>((resolve) => { reached = resolve; }), new Promise<void>((resolve) => { goOn = resolve; })];
    const first = bench.retention(8, { store: { kept: async (runId) => {
      reached();
      await waiting;
      return bench.store.kept(runId);
    } } }).sweep();
    await atIt;
    expect(await sweep(8)).toBeUndefined();
    await expectKept(run);
    goOn();
    expect(await first).toMatchObject({ artifacts: 3 });
    expect(await sweep(8)).toMatchObject({ artifacts: 0 });
  });

  test('it looks at start, and says in readiness what it cannot do', async () => {
    const run = await bench.endedRun();
    const lookedWith = async (retention: Retention): Promise<Retention> => {
      bench.lines.length = 0;
      retention.start();
      try {
        await until('it has looked', () => bench.lines.includes('expired artifacts are removed') || undefined, 30_000);
      } finally {
        await retention.stop();
      }
      return retention;
    };
    const broken = await lookedWith(bench.retention(8, { store: { kept: async () => { throw new Error('the disk is odd'); } } }));
    expect(await broken.check().check(new AbortController().signal)).toMatchObject({ ok: false, code: 'retention.failing', remediation: expect.stringContaining('SPEC_WORKFLOW_ARTIFACT_ROOT') });
    await expectKept(run);
    const well = await lookedWith(bench.retention(8));
    expect([await well.check().check(new AbortController().signal), well.removed]).toEqual([{ ok: true, detail: '3 artifacts removed' }, { artifacts: 3, bytes: 13 }]);
    await expectRemoved(run);
  });
}
