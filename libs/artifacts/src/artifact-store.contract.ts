// What every artifact store must do, wherever it keeps the bytes.
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { artifactSchema, type Artifact } from '#contracts';
import { otherRunId, runId } from '../../contracts/fixtures/sample-facts';
import { artifactId, artifactPath, jsonForm, linesForm, patchForm, textForm, type ArtifactPlace } from './artifact-place';
import { ArtifactGone, sha256, type ArtifactStore } from './artifact-store';

export interface StoreUnderTest {
  store: ArtifactStore;
  /** The same store as another process sees it. */
  elsewhere: ArtifactStore;
  /** Gives the path other bytes, behind the store's back. */
  spoil(path: string, bytes: string): Promise<void>;
  /** A write that a crash has interrupted. */
  interrupt(place: ArtifactPlace, bytes: string): Promise<void>;
}

const place: ArtifactPlace = { runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' };
const logPlace: ArtifactPlace = { ...place, kind: 'codex_logs' };
const logPath = artifactPath(logPlace, linesForm);
const mebibyte = 1024 * 1024;

export function artifactStoreContract(make: () => Promise<StoreUnderTest>): void {
  let store: ArtifactStore;
  let elsewhere: ArtifactStore;
  let under: StoreUnderTest;
  beforeEach(async () => {
    under = await make();
    ({ store, elsewhere } = under);
  });

  describe('an artifact', () => {
    it('is kept under run, stage, attempt and kind, and given back to whoever has the reference', async () => {
      const artifact = await store.write(place, 'hello', textForm);
      expect(artifactSchema.parse(artifact)).toMatchObject({ path: `${runId}/submit-1-codex_prompt.txt`, contentType: 'text/plain; charset=utf-8', sizeBytes: 5, digest: sha256(Buffer.from('hello')), pinned: false });
      expect((await elsewhere.read(artifact)).toString()).toBe('hello');
      expect(await elsewhere.size(artifact.path)).toBe(5);
    });

    it('is promised for as long as artifacts are kept', async () => {
      const { createdAt, expiresAt } = await store.write(place, 'hello', textForm);
      expect(Date.parse(expiresAt!) - Date.parse(createdAt)).toBe(7 * 24 * 60 * 60 * 1000);
    });

    it('has the same id at the same place, and another one in another attempt', async () => {
      const [first, again] = [await store.write(place, 'a', textForm), await store.write(place, 'b', textForm)];
      expect(again.id).toBe(first.id);
      expect(artifactId({ ...place, attempt: 2 })).not.toBe(first.id);
    });

    it('replaces what an earlier try of the same attempt left', async () => {
      const first = await store.write(place, 'the first try, which was longer', textForm);
      const second = await store.write(place, 'the second', textForm);
      expect((await elsewhere.read(second)).toString()).toBe('the second');
      expect(await elsewhere.size(second.path)).toBe('the second'.length);
      await expect(elsewhere.read(first)).rejects.toMatchObject({ reason: 'changed' });
      expect((await store.kept(runId)).map(({ path }) => path)).toEqual([first.path]);
    });

    it('is gone when its bytes are, and changed when they are others than it was stored with', async () => {
      const artifact = await store.write(place, 'hello', textForm);
      await under.spoil(artifact.path, 'other');
      await expect(store.read(artifact)).rejects.toMatchObject({ name: 'ArtifactGone', reason: 'changed' });
      await store.remove(artifact.path);
      await expect(store.read(artifact)).rejects.toMatchObject({ name: 'ArtifactGone', reason: 'missing' });
      expect(await store.size(artifact.path)).toBeUndefined();
    });

    it('may be empty', async () => {
      const artifact = await store.write(place, '', textForm);
      expect(artifact).toMatchObject({ sizeBytes: 0, digest: sha256(Buffer.alloc(0)) });
      expect(await elsewhere.size(artifact.path)).toBe(0);
      expect((await elsewhere.read(artifact)).byteLength).toBe(0);
    });

    it.each(['../../etc/passwd', `${runId}/../x-1-codex_prompt.txt`, '/etc/passwd', `${runId}/a b-1-codex_prompt.txt`, `${runId}/.hidden`, `*/submit-1-codex_prompt.txt`, `${runId}/>`])('is never what has no name of ours: %s', async (path) => {
      await store.write(place, 'hello', textForm);
      await expect(store.read({ path, digest: 'sha256:x' })).rejects.toBeInstanceOf(ArtifactGone);
      expect(await store.size(path)).toBeUndefined();
      expect(() => store.stream(path)).toThrow(ArtifactGone);
      await expect(store.remove(path)).rejects.toBeInstanceOf(ArtifactGone);
      expect(await store.kept(runId)).toHaveLength(1);
    });
  });

  describe('a part of an artifact', () => {
    const bytes = randomBytes(mebibyte + 17);
    const edge = 128 * 1024;
    it.each([
      [0, 0], [0, 9], [edge - 1, edge], [edge, edge], [edge + 1, 5 * edge - 1], [mebibyte - 1, mebibyte + 16], [mebibyte + 16, mebibyte + 16], [0, mebibyte + 16],
    ])('is exactly the bytes asked for: %d to %d', async (start, end) => {
      const { path } = await store.write(place, bytes, patchForm);
      expect(Buffer.compare(await bytesOf(elsewhere.stream(path, { start, end })), bytes.subarray(start, end + 1))).toBe(0);
    });

    it('is the same in an artifact that was written beside others', async () => {
      const places = [1, 2, 3, 4].map((attempt): ArtifactPlace => ({ ...place, attempt }));
      const contents = places.map(() => randomBytes(mebibyte));
      const kept = await Promise.all(places.map((one, index) => store.write(one, contents[index]!, patchForm)));
      for (const [index, { path }] of kept.entries()) {
        const [start, end] = [300_000 + index, 900_000 - index];
        expect(Buffer.compare(await bytesOf(elsewhere.stream(path, { start, end })), contents[index]!.subarray(start, end + 1))).toBe(0);
      }
    });
  });

  it('hands over a large artifact in pieces, and waits for whoever takes them', async () => {
    const bytes = randomBytes(12 * mebibyte);
    const artifact = await store.write(place, bytes, patchForm);
    const stream = elsewhere.stream(artifact.path);
    const pieces: Buffer[] = [];
    for await (const piece of stream) {
      pieces.push(piece as Buffer);
      expect(heldBy(stream)).toBeLessThanOrEqual(mebibyte);
    }
    expect(Math.max(...pieces.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(mebibyte);
    expect(sha256(Buffer.concat(pieces))).toBe(artifact.digest);
  });

  it('says of what is missing while it is streamed that it fails, not that it is over', async () => {
    const { path } = await store.write(place, 'hello', textForm);
    await store.remove(path);
    await expect(bytesOf(store.stream(path))).rejects.toThrow();
  });

  describe('a log', () => {
    it('grows in order, and goes on in a second try of the attempt', async () => {
      const log = await store.openLog(logPlace);
      for (let index = 0; index < 100; index += 1) log.line(`line ${index}`);
      const first = await log.close();
      const again = await elsewhere.openLog(logPlace);
      expect(again.sizeBytes).toBe(first.sizeBytes);
      again.line('after the crash');
      const second = await again.close();
      expect(second).toMatchObject({ id: artifactId(logPlace), path: logPath, sizeBytes: first.sizeBytes + 'after the crash\n'.length });
      expect(linesOf(await store.read(second))).toEqual([...Array.from({ length: 100 }, (_, index) => `line ${index}`), 'after the crash']);
      await expect(store.read(first)).rejects.toMatchObject({ reason: 'changed' });
    });

    it('is read while it grows, by everybody, up to where it is kept', async () => {
      const log = await store.openLog(logPlace);
      expect(await elsewhere.size(logPath)).toBe(0);
      log.line('the first');
      await sizeReaches(elsewhere, 'the first\n'.length);
      log.line('the second');
      await sizeReaches(elsewhere, log.sizeBytes);
      expect((await bytesOf(elsewhere.stream(logPath, { start: 4, end: log.sizeBytes - 1 }))).toString()).toBe('first\nthe second\n');
      await log.close();
    });

    it('goes on where a writer stopped that never closed it', async () => {
      const crashed = await store.openLog(logPlace);
      crashed.line('before the crash');
      await sizeReaches(store, 'before the crash\n'.length);
      const next = await elsewhere.openLog(logPlace);
      expect(next.sizeBytes).toBe('before the crash\n'.length);
      next.line('after it');
      expect(linesOf(await store.read(await next.close()))).toEqual(['before the crash', 'after it']);
      await crashed.close();
    });

    it('is followed by byte offset with nothing lost or repeated, while writers and readers come and go', async () => {
      const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(index % 97)}`);
      const writing = (async () => {
        for (let begin = 0; begin < lines.length; begin += 1000) {
          const log = await (begin % 2000 ? store : elsewhere).openLog(logPlace);
          for (const line of lines.slice(begin, begin + 1000)) {
            log.line(line);
            if (line.length % 50 === 0) await new Promise(setImmediate);
          }
          await log.close();
        }
      })();
      let over = false;
      void writing.finally(() => { over = true; });
      const followed = await follow(elsewhere, store, () => over);
      await writing;
      expect(followed.toString() === lines.map((line) => `${line}\n`).join('')).toBe(true);
    });

    it('keeps every line whole and once when two writers believe that it is theirs', async () => {
      const [one, other] = [await store.openLog(logPlace), await elsewhere.openLog(logPlace)];
      for (let index = 0; index < 500; index += 1) {
        one.line(`one ${index}`);
        other.line(`other ${index}`);
        if (index % 20 === 0) await new Promise(setImmediate);
      }
      await one.close();
      const lines = linesOf(await store.read(await other.close()));
      for (const writer of ['one', 'other']) expect(lines.filter((line) => line.startsWith(`${writer} `))).toEqual(Array.from({ length: 500 }, (_, index) => `${writer} ${index}`));
      expect(lines).toHaveLength(1000);
    });

    it.each(['after', 'before'])('is closed with the digest of all that is in it, when its writer spoke last %s another one', async (when) => {
      const one = await store.openLog(logPlace);
      if (when === 'before') one.line('one');
      await sizeReaches(store, one.sizeBytes);
      const other = await elsewhere.openLog(logPlace);
      other.line('other');
      await other.close();
      if (when === 'after') one.line('one');
      expect(linesOf(await store.read(await one.close())).toSorted()).toEqual(['one', 'other']);
    });

    it('keeps lines that are longer than what is stored at once', async () => {
      const long = ['a'.repeat(300_000), 'b', 'c'.repeat(1_500_000)];
      const log = await store.openLog(logPlace);
      for (const line of long) log.line(line);
      expect(linesOf(await elsewhere.read(await log.close()))).toEqual(long);
    });

    it('takes nothing after it was closed, and may be empty', async () => {
      const log = await store.openLog(logPlace);
      const artifact = await log.close();
      log.line('too late');
      expect(artifact).toMatchObject({ sizeBytes: 0, digest: sha256(Buffer.alloc(0)) });
      expect((await store.read(artifact)).byteLength).toBe(0);
    });
  });

  it('finds what came into being after a run had moved on, and says the same of it each time', async () => {
    expect(await store.lateEffects(runId)).toEqual([]);
    const late = await store.write({ ...place, kind: 'late_effect' }, '{}', jsonForm);
    await store.write({ ...place, kind: 'codex_patch' }, 'diff', patchForm);
    await store.write({ ...place, runId: otherRunId, kind: 'late_effect' }, '{"of":"another run"}', jsonForm);
    const [found, ...others] = await elsewhere.lateEffects(runId);
    expect(found).toMatchObject({ id: late.id, artifactType: 'late_effect', stage: 'submit', path: late.path, digest: late.digest, sizeBytes: 2 } satisfies Partial<Artifact>);
    expect(others).toEqual([]);
    expect(await store.lateEffects(runId)).toEqual([found]);
    await store.write({ ...place, stage: 'cleanup', kind: 'cleanup_report' }, '{}', jsonForm);
    expect((await store.lateEffects(runId)).map(({ artifactType }) => artifactType).toSorted()).toEqual(['cleanup_report', 'late_effect']);
  });

  describe('what is kept', () => {
    it('is known by run, whether a fact names it or not', async () => {
      const begun = Date.now();
      await store.write(place, 'hello', textForm);
      await store.write({ ...place, runId: otherRunId }, 'other', textForm);
      const log = await store.openLog(logPlace);
      log.line('open');
      await sizeReaches(store, 5);
      expect((await allOf(elsewhere.runs())).toSorted()).toEqual([otherRunId, runId].toSorted());
      const kept = (await elsewhere.kept(runId)).toSorted((one, another) => (one.path < another.path ? -1 : 1));
      expect(kept.map(({ path, sizeBytes }) => ({ path, sizeBytes }))).toEqual([{ path: logPath, sizeBytes: 5 }, { path: artifactPath(place, textForm), sizeBytes: 5 }]);
      for (const { storedAt } of kept) expect(Math.abs(storedAt.getTime() - begun)).toBeLessThan(60_000);
      await log.close();
      expect((await store.kept(runId)).map(({ sizeBytes }) => sizeBytes)).toEqual([5, 5]);
    });

    it('shows a write that a crash interrupted, so that it can be removed', async () => {
      await under.interrupt(place, 'half of it');
      expect((await store.kept(runId)).map(({ path }) => path)).toEqual([artifactPath(place, textForm)]);
      expect(await store.size(artifactPath(place, textForm))).toBeUndefined();
      await store.remove(artifactPath(place, textForm));
      expect(await store.kept(runId)).toEqual([]);
      expect(await allOf(store.runs())).toEqual([]);
    });

    it('is removed for good, one by one, and what is gone stays gone', async () => {
      const [prompt, patch] = [await store.write(place, 'hello', textForm), await store.write({ ...place, kind: 'codex_patch' }, 'diff', patchForm)];
      const log = await store.openLog(logPlace);
      log.line('a line');
      await log.close();
      const stays = await store.write({ ...place, runId: otherRunId }, 'stays', textForm);
      for (const path of [prompt.path, logPath, logPath]) await store.remove(path);
      expect((await elsewhere.kept(runId)).map(({ path }) => path)).toEqual([patch.path]);
      expect(await elsewhere.size(logPath)).toBeUndefined();
      await store.remove(patch.path);
      expect(await elsewhere.kept(runId)).toEqual([]);
      expect(await allOf(elsewhere.runs())).toEqual([otherRunId]);
      expect((await elsewhere.read(stays)).toString()).toBe('stays');
    });

    it('can be kept again at a place from which something was removed', async () => {
      await store.remove((await store.write(place, 'hello', textForm)).path);
      expect((await elsewhere.read(await store.write(place, 'again', textForm))).toString()).toBe('again');
    });

    it('is nothing at first', async () => {
      expect(await allOf(store.runs())).toEqual([]);
      expect(await store.kept(runId)).toEqual([]);
    });
  });

  it('can be asked whether it keeps things, which leaves nothing behind that counts', async () => {
    await store.probe();
    await store.probe();
    expect(await allOf(store.runs())).toEqual([]);
  });

  it('knows how much room there is', async () => {
    await store.probe();
    const { freeBytes, totalBytes } = await store.room();
    expect(freeBytes).toBeGreaterThan(0);
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
  });
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Reads by byte offset until nothing comes after `isOver`, each time through the other of two readers. */
async function follow(one: ArtifactStore, other: ArtifactStore, isOver: () => boolean): Promise<Buffer> {
  const followed: Buffer[] = [];
  let offset = 0;
  for (let turn = 0; ; turn += 1) {
    const [reader, last] = [turn % 2 ? one : other, isOver()];
    const size = await reader.size(logPath) ?? 0;
    if (size > offset) {
      const piece = await bytesOf(reader.stream(logPath, { start: offset, end: size - 1 }));
      expect(piece.byteLength).toBe(size - offset);
      followed.push(piece);
      offset = size;
    } else if (last) {
      return Buffer.concat(followed);
    } else {
      await new Promise(setImmediate);
    }
  }
}

/** Bytes that wait in the stream. */
function heldBy(stream: Readable): number {
  return stream.readableObjectMode ? stream.readableLength * 128 * 1024 : stream.readableLength;
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString().replace(/\n$/, '').split('\n');
}

async function allOf<T>(many: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of many) all.push(one);
  return all;
}

async function sizeReaches(store: ArtifactStore, size: number): Promise<void> {
  const end = Date.now() + 20_000;
  while (await store.size(logPath) !== size) {
    if (Date.now() > end) throw new Error(`the log has ${await store.size(logPath)} bytes instead of ${size}`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
}
