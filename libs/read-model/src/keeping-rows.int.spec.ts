// Pins and tombstones on a real PostgreSQL: an artifact has one or the other.
import { randomUUID } from 'node:crypto';
import type { Pin } from '#contracts';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { migrate } from './data-source';
import type { Burial, KeepingRows } from './keeping-rows';
import { ReadModel } from './read-model';

let postgres: TestServer;
let model: ReadModel;
let rows: KeepingRows;

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url);
  model = new ReadModel({ databaseUrl: postgres.url });
  rows = model.keeping;
}, 60_000);
afterAll(async () => {
  await model?.close();
  await postgres?.dispose();
});

const runId = randomUUID();
const pin: Pin = { by: 'ada', at: '2026-01-02T00:00:00.000Z' };
const burialOf = (artifactId: string): Burial => ({
  artifactId, path: `${runId}/submit-1-codex_prompt.txt`,
  tombstone: { removedAt: '2026-02-01T03:00:00.000Z', rule: 'retention', retentionDays: 30, expiredAt: '2026-01-31T00:00:00.000Z', digest: `sha256:${'1'.repeat(64)}`, sizeBytes: 5_000_000_000 },
});
const one = async (artifactId: string) => (await rows.ofRun(runId)).find((row) => row.artifactId === artifactId);

test('a pin says who and when, and the first one stays', async () => {
  const id = randomUUID();
  await rows.pin(runId, [id], pin);
  await rows.pin(runId, [id], { by: 'bob', at: '2026-01-03T00:00:00.000Z' });
  expect(await one(id)).toEqual({ artifactId: id, path: null, pin, tombstone: null });
  await rows.unpin(runId, [id]);
  await rows.unpin(runId, [id]);
  expect(await one(id)).toBeUndefined();
});

test('a tombstone says everything again, and the first one stays', async () => {
  const { artifactId, path, tombstone } = burialOf(randomUUID());
  expect(await rows.bury(runId, [{ artifactId, path, tombstone }])).toEqual([artifactId]);
  expect(await rows.bury(runId, [{ artifactId, path, tombstone: { ...tombstone, removedAt: '2026-03-01T03:00:00.000Z', digest: null } }])).toEqual([artifactId]);
  expect(await one(artifactId)).toEqual({ artifactId, path, pin: null, tombstone });
});

test('what is pinned gets no tombstone, and what has one no pin, nor does unpinning take it away', async () => {
  const [pinned, free] = [randomUUID(), randomUUID()];
  await rows.pin(runId, [pinned], pin);
  expect(await rows.bury(runId, [burialOf(pinned), burialOf(free)])).toEqual([free]);
  await rows.pin(runId, [free], pin);
  await rows.unpin(runId, [free]);
  expect([await one(pinned), await one(free)]).toMatchObject([{ pin, tombstone: null }, { pin: null, tombstone: { rule: 'retention' } }]);
});

test('of a pin and a removal at the same time one is granted, for each of many artifacts', async () => {
  const ids = Array.from({ length: 200 }, () => randomUUID());
  const half = Math.ceil(ids.length / 2);
  const [, ...buried] = await Promise.all([
    Promise.all(ids.toReversed().map((id) => rows.pin(runId, [id], pin))),
    rows.bury(runId, ids.slice(0, half).map(burialOf)),
    ...ids.slice(half).map((id) => rows.bury(runId, [burialOf(id)])),
  ]);
  const removed = new Set(buried.flat());
  const kept = new Map((await rows.ofRun(runId)).map((row) => [row.artifactId, row]));
  for (const id of ids) expect(kept.get(id)?.pin).toEqual(removed.has(id) ? null : pin);
});

test('of two who pin and remove the same many, in whatever order, neither is refused', async () => {
  for (let turn = 0; turn < 20; turn += 1) {
    const ids: string[] = Array.from({ length: 300 }, () => randomUUID());
    const [, buried] = await Promise.all([rows.pin(runId, ids, pin), rows.bury(runId, ids.toReversed().map(burialOf))]);
    const kept = await rows.ofRun(runId);
    expect(kept.filter(({ artifactId, pin: pinned }) => pinned && ids.includes(artifactId))).toHaveLength(ids.length - buried.length);
  }
});

test('of nothing there is nothing', async () => {
  expect(await rows.bury(runId, [])).toEqual([]);
  await rows.pin(runId, [], pin);
  expect(await rows.ofRun(randomUUID())).toEqual([]);
});
