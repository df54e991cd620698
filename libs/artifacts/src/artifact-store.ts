// Keeps the bytes behind artifact references: files under one root, written whole or grown as a log, checked by digest when read.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v5 as uuidv5 } from 'uuid';
import { artifactIdNamespace, artifactPlaceName, type Artifact, type ArtifactPlace } from '#contracts';
import { ArtifactLog } from './artifact-log';

/** Its place makes an artifact's name and id, so that doing a stage again replaces and never repeats. */
export type { ArtifactPlace };
export interface ArtifactForm { extension: string; contentType: string }

export const jsonForm: ArtifactForm = { extension: 'json', contentType: 'application/json' };
export const textForm: ArtifactForm = { extension: 'txt', contentType: 'text/plain; charset=utf-8' };
export const linesForm: ArtifactForm = { extension: 'jsonl', contentType: 'application/x-ndjson' };
export const patchForm: ArtifactForm = { extension: 'patch', contentType: 'text/x-diff; charset=utf-8' };

export class ArtifactGone extends Error {
  constructor(readonly path: string, readonly reason: 'missing' | 'changed', options?: { cause?: unknown }) {
    super(reason === 'missing' ? `the artifact ${path} is gone` : `the artifact ${path} has other bytes than when it was stored`, options);
    this.name = 'ArtifactGone';
  }
}

const pathPattern = /^[0-9a-f-]{36}\/[a-z][a-z_]*-\d{1,6}-[a-z_]+\.[a-z]{1,8}$/;

export interface ArtifactStoreOptions { root: string; retentionDays: number; now?: () => Date }

export class ArtifactStore {
  private readonly now: () => Date;

  constructor(private readonly options: ArtifactStoreOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /** Stores the bytes durably under their place, replacing what an earlier try of the same attempt left. */
  async write(place: ArtifactPlace, content: string | Uint8Array, form: ArtifactForm): Promise<Artifact> {
    const path = artifactPath(place, form);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const target = join(this.options.root, path);
    await mkdir(dirname(target), { recursive: true });
    const temporary = `${target}.${randomBytes(6).toString('hex')}.part`;
    const file = await open(temporary, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    return this.describe(place, form, bytes.byteLength, sha256(bytes));
  }

  /** Opens a log that grows while its stage runs; a second try of the same attempt goes on where the first one stopped. */
  async openLog(place: ArtifactPlace, form: ArtifactForm = linesForm): Promise<ArtifactLog> {
    const path = artifactPath(place, form);
    const target = join(this.options.root, path);
    await mkdir(dirname(target), { recursive: true });
    const file = await open(target, 'a', 0o640);
    const { size } = await file.stat();
    return new ArtifactLog(artifactId(place), file, size, async (sizeBytes) => this.describe(place, form, sizeBytes, sha256(await readFile(target))));
  }

  /** The bytes, when they are still the ones that were stored. @throws ArtifactGone */
  async read(artifact: Pick<Artifact, 'path' | 'digest'>): Promise<Buffer> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.locate(artifact.path));
    } catch (cause) {
      throw new ArtifactGone(artifact.path, 'missing', { cause });
    }
    if (sha256(bytes) !== artifact.digest) throw new ArtifactGone(artifact.path, 'changed');
    return bytes;
  }

  /** The size in bytes now (a log may still grow), or undefined when it is gone. */
  async size(path: string): Promise<number | undefined> {
    try {
      return (await stat(this.locate(path))).size;
    } catch {
      return undefined;
    }
  }

  /** Bytes `start` to `end`, both included. */
  stream(path: string, range?: { start: number; end: number }): ReadStream {
    return createReadStream(this.locate(path), range);
  }

  /** Artifacts of a run that no fact names: what came into being after the run had moved on. */
  async lateEffects(runId: string): Promise<Artifact[]> {
    const names = await readdir(join(this.options.root, runId)).catch(() => [] as string[]);
    const found = names.map((name) => /^([a-z][a-z_]*)-(\d{1,6})-late_effect\.json$/.exec(name)).filter((match) => match !== null);
    return Promise.all(found.map(async ([, stage = '', attempt = '1']) => {
      const place: ArtifactPlace = { runId, stage, attempt: Number(attempt), kind: 'late_effect' };
      const bytes = await readFile(join(this.options.root, artifactPath(place, jsonForm)));
      return this.describe(place, jsonForm, bytes.byteLength, sha256(bytes));
    }));
  }

  /** Proves that the root can be written. @throws the operating system's error */
  async probe(): Promise<void> {
    await mkdir(this.options.root, { recursive: true });
    const file = await open(join(this.options.root, '.writable'), 'w');
    await file.close();
  }

  /** Bytes of the disk that holds the artifacts. */
  async room(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bavail, blocks, bsize } = await statfs(this.options.root);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  private locate(path: string): string {
    if (!pathPattern.test(path)) throw new ArtifactGone(path, 'missing');
    return join(this.options.root, path);
  }

  private describe(place: ArtifactPlace, form: ArtifactForm, sizeBytes: number, digest: string): Artifact {
    const createdAt = this.now();
    return {
      id: artifactId(place), artifactType: place.kind, stage: place.stage, attempt: place.attempt, path: artifactPath(place, form),
      contentType: form.contentType, sizeBytes, digest, pinned: false,
      expiresAt: new Date(createdAt.getTime() + this.options.retentionDays * 24 * 3600 * 1000).toISOString(), createdAt: createdAt.toISOString(),
    };
  }
}

/** The same place always has the same id. */
export function artifactId(place: ArtifactPlace): string {
  return uuidv5(artifactPlaceName(place), artifactIdNamespace);
}

export function artifactPath({ runId, stage, attempt, kind }: ArtifactPlace, { extension }: ArtifactForm): string {
  return `${runId}/${stage}-${attempt}-${kind}.${extension}`;
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
