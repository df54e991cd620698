// Artifacts in the bucket: the contract, and what is peculiar to a message bus.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Objm, type ObjectInfo } from '@nats-io/obj';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId } from '../../../contracts/fixtures/sample-facts';
import { startNats, type TestNats } from '../../../../tools/stack/test-infrastructure';
import { artifactStoreContract } from '../artifact-store.contract';
import { artifactPath, linesForm, patchForm, textForm, type ArtifactPlace } from '../artifact-place';
import { sha256 } from '../artifact-store';
import { copyArtifacts } from '../copy-artifacts';
import { FileArtifactStore } from '../file/file-artifact-store';
import { artifactBucket, artifactStream, bytesSubject, contentId } from './object-names';
import { ObjectArtifactStore, type ObjectStoreOptions } from './object-artifact-store';

const place: ArtifactPlace = { runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' };
const logPlace: ArtifactPlace = { ...place, kind: 'codex_logs' };
const logPath = artifactPath(logPlace, linesForm);
const options: ObjectStoreOptions = { retentionDays: 7, maxBytes: 1024 ** 3, replicas: 1, restMilliseconds: 2 };

let nats: TestNats;
let connections: NatsConnection[];

beforeAll(async () => {
  nats = await startNats();
  connections = await Promise.all([1, 2].map(() => connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 50, waitOnFirstConnect: true })));
});
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await nats.dispose();
});

const manager = () => jetstreamManager(connections[0]!, { checkAPI: false });
const openStore = (number = 0, change: Partial<ObjectStoreOptions> = {}) => ObjectArtifactStore.on(connections[number]!, { ...options, ...change });
/** As other clients of object stores see it. */
const bucketOfOthers = () => new Objm(connections[1]!).open(artifactBucket);

async function fresh(): Promise<void> {
  await (await manager()).streams.delete(artifactStream).catch(() => undefined);
}

describe('the artifact store on JetStream', () => {
  beforeEach(fresh);

  artifactStoreContract(async () => ({
    store: await openStore(0),
    elsewhere: await openStore(1),
    spoil: async (path, bytes) => {
      const { nuid } = (await (await bucketOfOthers()).info(path))!;
      await (await manager()).streams.purge(artifactStream, { filter: bytesSubject(nuid) });
      await jetstream(connections[1]!).publish(bytesSubject(nuid), bytes);
    },
    interrupt: async (at, bytes) => {
      await (await openStore(0)).probe();
      await jetstream(connections[1]!).publish(bytesSubject(contentId({ ...at, extension: textForm.extension }, 'half')), bytes);
    },
  }));

  it('makes the bucket as it is told, again and again, whoever comes first', async () => {
    const stores = await Promise.all([0, 1, 0, 1].map((number) => openStore(number)));
    await Promise.all(stores.map((store) => store.probe()));
    const { config } = await (await manager()).streams.info(artifactStream);
    expect(config).toMatchObject({ name: 'OBJ_artifacts', storage: 'file', num_replicas: 1, max_bytes: 1024 ** 3, discard: 'new', allow_direct: true });
    await (await openStore(0, { maxBytes: 2 * 1024 ** 3 })).probe();
    expect((await (await manager()).streams.info(artifactStream)).config.max_bytes).toBe(2 * 1024 ** 3);
    expect((await (await openStore(0, { maxBytes: 2 * 1024 ** 3 })).room()).totalBytes).toBe(2 * 1024 ** 3);
  });

  it('keeps artifacts and logs as objects that any client of object stores reads', async () => {
    const store = await openStore();
    const bytes = randomBytes(500_000);
    const patch = await store.write({ ...place, kind: 'codex_patch' }, bytes, patchForm);
    const log = await store.openLog(logPlace);
    for (let index = 0; index < 2000; index += 1) log.line(`line ${index}`);
    const lines = await log.close();
    const bucket = await bucketOfOthers();
    expect(Buffer.compare((await bucket.getBlob(patch.path))!, bytes)).toBe(0);
    expect(sha256((await bucket.getBlob(lines.path))!)).toBe(lines.digest);
    expect((await bucket.list()).map(({ name, size }: ObjectInfo) => [name, size]).toSorted()).toEqual([[lines.path, lines.sizeBytes], [patch.path, bytes.byteLength]].toSorted());
  });

  it('leaves nothing of a removed artifact in the stream', async () => {
    const store = await openStore();
    await store.write(place, 'first', textForm);
    const { path } = await store.write(place, 'second', textForm);
    await store.remove(path);
    expect((await (await manager()).streams.info(artifactStream)).state.messages).toBe(0);
  });

  it('does not take more than it may hold, says so, and leaves what is there', async () => {
    const store = await openStore(0, { maxBytes: 400_000 });
    const kept = await store.write(place, randomBytes(200_000), textForm);
    await expect(store.write({ ...place, attempt: 2 }, randomBytes(300_000), textForm)).rejects.toThrow('the bucket artifacts is full');
    expect((await store.read(kept)).byteLength).toBe(200_000);
    expect((await store.room()).freeBytes).toBeLessThan(400_000);
  });

  it('finds bytes in a log of many small pieces between those of others', async () => {
    const store = await openStore(0, { restMilliseconds: 0 });
    const [log, other] = [await store.openLog(logPlace), await store.openLog({ ...logPlace, attempt: 2 })];
    for (let index = 0; index < 1500; index += 1) {
      log.line(`${index} ${'x'.repeat(index % 400)}`);
      if (index > 700) other.line('between');
      await new Promise(setImmediate);
    }
    const [artifact] = await Promise.all([log.close(), other.close()]);
    const whole = await store.read(artifact);
    for (const start of [1, 1000, 50_000, 123_456, artifact.sizeBytes - 500, artifact.sizeBytes - 1]) {
      const pieces: Buffer[] = [];
      for await (const piece of store.stream(logPath, { start, end: Math.min(start + 9999, artifact.sizeBytes - 1) })) pieces.push(piece as Buffer);
      expect(Buffer.compare(Buffer.concat(pieces), whole.subarray(start, start + 10_000))).toBe(0);
    }
  });

  it('does not take a server that is away for an artifact that is gone', async () => {
    const [store, impatient] = [await openStore(), await openStore(1, { patienceMilliseconds: 300 })];
    const artifact = await store.write(place, 'hello', textForm);
    await nats.stop();
    await expect(impatient.read(artifact)).rejects.not.toMatchObject({ name: 'ArtifactGone' });
    await expect(impatient.size(artifact.path)).rejects.toThrow();
    await expect(impatient.probe()).rejects.toThrow();
    const waiting = store.read(artifact);
    await nats.restart();
    expect((await waiting).toString()).toBe('hello');
  }, 60_000);

  it('loses and repeats no line of a log while the server is killed and comes back, for writers and for followers', async () => {
    const [writer, reader] = [await openStore(0), await openStore(1)];
    const log = await writer.openLog(logPlace);
    const expected: string[] = [];
    const followed: Buffer[] = [];
    let over = false;
    const following = (async () => {
      for (let offset = 0; ;) {
        const last = over;
        const size = await reader.size(logPath) ?? 0;
        if (size <= offset && last) return;
        if (size <= offset) { await new Promise((resolve) => { setTimeout(resolve, 5); }); continue; }
        for await (const piece of reader.stream(logPath, { start: offset, end: size - 1 })) {
          followed.push(piece as Buffer);
          offset += (piece as Buffer).byteLength;
        }
      }
    })();
    for (let kill = 0; kill < 4; kill += 1) {
      for (let index = 0; index < 300; index += 1) {
        expected.push(`${kill} ${index} ${'x'.repeat(index)}`);
        log.line(expected.at(-1)!);
        await new Promise(setImmediate);
        if (index === 150) void nats.kill().then(() => nats.restart());
      }
      await until(async () => await reader.size(logPath) === log.sizeBytes);
    }
    const artifact = await log.close();
    over = true;
    await following;
    expect(Buffer.concat(followed).toString() === expected.map((line) => `${line}\n`).join('')).toBe(true);
    expect(Buffer.compare(await reader.read(artifact), Buffer.concat(followed))).toBe(0);
  }, 120_000);

  it('finishes a write that the server was killed in', async () => {
    const store = await openStore();
    const bytes = randomBytes(6 * 1024 * 1024);
    const writing = store.write(place, bytes, patchForm);
    await until(async () => ((await store.kept(runId))[0]?.sizeBytes ?? 0) > 1024 * 1024);
    await nats.kill();
    await nats.restart();
    expect(Buffer.compare(await store.read(await writing), bytes)).toBe(0);
  }, 60_000);
});

it('an installation that changes its store takes its artifacts along, there and back', async () => {
  await fresh();
  const [root, back] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'specline-copied-')));
  try {
    const files = new FileArtifactStore({ root: root!, retentionDays: 7 });
    const patch = await files.write({ ...place, kind: 'codex_patch' }, randomBytes(300_000), patchForm);
    const log = await files.openLog(logPlace);
    log.line('before');
    const lines = await log.close();
    const objects = await openStore();
    expect(await copyArtifacts(files, objects)).toEqual({ artifacts: 2, bytes: 300_000 + 'before\n'.length, already: 0 });
    expect(await copyArtifacts(files, objects)).toEqual({ artifacts: 0, bytes: 0, already: 2 });
    expect(Buffer.compare(await objects.read(patch), await files.read(patch))).toBe(0);
    expect((await objects.read(lines)).toString()).toBe('before\n');
    const again = await objects.openLog(logPlace);
    again.line('after');
    const longer = await again.close();
    const others = new FileArtifactStore({ root: back!, retentionDays: 7 });
    await copyArtifacts(objects, others);
    expect((await others.read(longer)).toString()).toBe('before\nafter\n');
    expect((await others.read(patch)).byteLength).toBe(300_000);
  } finally {
    for (const folder of [root, back]) rmSync(folder!, { recursive: true });
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000;
  while (!await condition()) {
    if (Date.now() > end) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}
