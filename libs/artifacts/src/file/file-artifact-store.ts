// Artifacts as files under one root, for services that share a disk.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, statfs, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Artifact } from '#contracts';
import { ArtifactLog } from '../artifact-log';
import { artifactId, artifactPath, jsonForm, linesForm, partsOfPath, type ArtifactForm, type ArtifactPlace } from '../artifact-place';
import { ArtifactGone, ArtifactStore, artifactOf, isLateKind, sha256, type LateKind, type ByteRange, type KeptArtifact } from '../artifact-store';

export interface FileStoreOptions { root: string; retentionDays: number; now?: () => Date }

/** A write that is under way, or that a crash has left: it is renamed when it is whole. */
const unfinished = /\.[0-9a-f]{12}\.part$/;

const probeBytes = 64 * 1024;

export class FileArtifactStore extends ArtifactStore {
  override readonly upkeep = {
    unwritable: 'Make SPEC_WORKFLOW_ARTIFACT_ROOT writable for the service\'s user, and see that its disk is not full.',
    full: 'Free space on the disk of SPEC_WORKFLOW_ARTIFACT_ROOT, or shorten SPECLINE_ARTIFACT_RETENTION_DAYS.',
  };
  private readonly now: () => Date;

  constructor(private readonly options: FileStoreOptions) {
    super();
    this.now = options.now ?? (() => new Date());
  }

  override async write(place: ArtifactPlace, content: string | Uint8Array, form: ArtifactForm): Promise<Artifact> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const target = await this.makeRoom(artifactPath(place, form));
    const temporary = `${target}.${randomBytes(6).toString('hex')}.part`;
    const file = await open(temporary, 'wx', 0o640);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    // A name is durable when its folder is.
    await syncFolder(dirname(target));
    return artifactOf(place, form, { sizeBytes: bytes.byteLength, digest: sha256(bytes), createdAt: this.now() }, this.options.retentionDays);
  }

  override async openLog(place: ArtifactPlace, form: ArtifactForm = linesForm): Promise<ArtifactLog> {
    const target = await this.makeRoom(artifactPath(place, form));
    const file = await open(target, 'a+', 0o640);
    const { size } = await file.stat();
    const finish = async (): Promise<Artifact> => {
      await file.sync();
      await syncFolder(dirname(target));
      return artifactOf(place, form, { ...await contentOf(file), createdAt: this.now() }, this.options.retentionDays);
    };
    return new ArtifactLog({ append: (bytes) => file.appendFile(bytes), finish, release: () => file.close() }, { artifactId: artifactId(place), sizeBytes: size });
  }

  override async read(artifact: Pick<Artifact, 'path' | 'digest'>): Promise<Buffer> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.locate(artifact.path));
    } catch (cause) {
      throw new ArtifactGone(artifact.path, 'missing', { cause });
    }
    if (sha256(bytes) !== artifact.digest) throw new ArtifactGone(artifact.path, 'changed');
    return bytes;
  }

  override async size(path: string): Promise<number | undefined> {
    try {
      return (await stat(this.locate(path))).size;
    } catch {
      return undefined;
    }
  }

  override stream(path: string, range?: ByteRange): Readable {
    return createReadStream(this.locate(path), range);
  }

  override async lateEffects(runId: string): Promise<Artifact[]> {
    const effects = (await this.namesOf(runId)).map((name) => ({ name, ...partsOfPath(`${runId}/${name}`)! })).filter(({ kind }) => isLateKind(kind));
    return Promise.all(effects.map(async ({ name, stage, attempt, kind }) => {
      const file = join(this.options.root, runId, name);
      const [bytes, { mtime }] = await Promise.all([readFile(file), stat(file)]);
      return artifactOf({ runId, stage, attempt, kind: kind as LateKind }, jsonForm, { sizeBytes: bytes.byteLength, digest: sha256(bytes), createdAt: mtime }, this.options.retentionDays);
    }));
  }

  override async* runs(): AsyncIterable<string> {
    for (const entry of await readdir(this.options.root, { withFileTypes: true }).catch(() => [] as Dirent[])) {
      if (entry.isDirectory() && /^[0-9a-f-]{36}$/.test(entry.name)) yield entry.name;
    }
  }

  override async kept(runId: string): Promise<KeptArtifact[]> {
    const kept = new Map<string, KeptArtifact>();
    for (const name of await this.namesOf(runId, true)) {
      const path = `${runId}/${name.replace(unfinished, '')}`;
      const file = await stat(join(this.options.root, runId, name)).catch(() => undefined);
      if (!file || !partsOfPath(path)) continue;
      const { sizeBytes, storedAt } = kept.get(path) ?? { sizeBytes: 0, storedAt: file.mtime };
      kept.set(path, { path, sizeBytes: sizeBytes + file.size, storedAt: storedAt > file.mtime ? storedAt : file.mtime });
    }
    return [...kept.values()];
  }

  override async remove(path: string): Promise<void> {
    const target = this.locate(path);
    const folder = dirname(target);
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      if (join(folder, name.replace(unfinished, '')) === target) await rm(join(folder, name), { force: true });
    }
    // Something else of the run is left, or somebody was faster.
    await rmdir(folder).catch(() => undefined);
  }

  /** A name alone takes no room: only bytes that have reached the disk show that it is not full. */
  override async probe(): Promise<void> {
    await mkdir(this.options.root, { recursive: true });
    const path = join(this.options.root, `.probe-${randomBytes(6).toString('hex')}`);
    try {
      await writeFile(path, randomBytes(probeBytes), { flag: 'wx', flush: true });
    } finally {
      await rm(path, { force: true });
    }
  }

  override async room(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bavail, blocks, bsize } = await statfs(this.options.root);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  private async makeRoom(path: string): Promise<string> {
    const target = join(this.options.root, path);
    if (await mkdir(dirname(target), { recursive: true })) await syncFolder(this.options.root);
    return target;
  }

  private async namesOf(runId: string, withUnfinished = false): Promise<string[]> {
    const names = await readdir(join(this.options.root, runId)).catch(() => [] as string[]);
    return names.filter((name) => withUnfinished || partsOfPath(`${runId}/${name}`) !== undefined);
  }

  private locate(path: string): string {
    if (!partsOfPath(path)) throw new ArtifactGone(path, 'missing');
    return join(this.options.root, path);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Read again as a whole: another process may have appended to it, too. */
async function contentOf(file: FileHandle): Promise<{ sizeBytes: number; digest: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of file.createReadStream({ start: 0, autoClose: false })) {
    hash.update(piece as Buffer);
    sizeBytes += (piece as Buffer).byteLength;
  }
  return { sizeBytes, digest: `sha256:${hash.digest('hex')}` };
}
