import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId } from '../../contracts/fixtures/sample-facts';
import { artifactSchema } from '#contracts';
import { ArtifactGone, ArtifactStore, artifactId, jsonForm, patchForm, textForm, type ArtifactPlace } from './artifact-store';

const place: ArtifactPlace = { runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' };

describe('the artifact store', () => {
  let root: string;
  let store: ArtifactStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'specline-artifacts-'));
    store = new ArtifactStore({ root, retentionDays: 7, now: () => new Date('2026-01-01T00:00:00.000Z') });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('keeps bytes under run, stage, attempt and kind, and gives them back', async () => {
    const artifact = await store.write(place, 'hello', textForm);
    expect(artifactSchema.parse(artifact)).toMatchObject({ path: `${runId}/submit-1-codex_prompt.txt`, sizeBytes: 5, expiresAt: '2026-01-08T00:00:00.000Z' });
    expect((await store.read(artifact)).toString()).toBe('hello');
  });

  it('gives the same place the same id, and another attempt another one', async () => {
    const [first, again] = [await store.write(place, 'a', textForm), await store.write(place, 'b', textForm)];
    expect(again.id).toBe(first.id);
    expect(artifactId({ ...place, attempt: 2 })).not.toBe(first.id);
    expect(readdirSync(join(root, runId))).toEqual(['submit-1-codex_prompt.txt']);
  });

  it('says when an artifact is gone or has other bytes than it was stored with', async () => {
    const artifact = await store.write(place, 'hello', textForm);
    writeFileSync(join(root, artifact.path), 'other');
    await expect(store.read(artifact)).rejects.toMatchObject({ reason: 'changed' });
    rmSync(join(root, artifact.path));
    await expect(store.read(artifact)).rejects.toMatchObject({ reason: 'missing' });
  });

  it.each(['../../etc/passwd', `${runId}/../x-1-codex_prompt.txt`, '/etc/passwd', `${runId}/a b-1-codex_prompt.txt`, `${runId}/.hidden`])('opens nothing outside its own names: %s', async (path) => {
    await expect(store.read({ path, digest: 'sha256:x' })).rejects.toBeInstanceOf(ArtifactGone);
    expect(await store.size(path)).toBeUndefined();
    expect(() => store.stream(path)).toThrow(ArtifactGone);
  });

  it('lets a log grow in order while it is read, and goes on with it in a second try', async () => {
    const log = await store.openLog({ ...place, kind: 'codex_logs' });
    for (let index = 0; index < 100; index += 1) log.line(`line ${index}`);
    const first = await log.close();
    const again = await store.openLog({ ...place, kind: 'codex_logs' });
    again.line('after the crash');
    const second = await again.close();
    expect(second.id).toBe(first.id);
    expect(second.sizeBytes).toBe(first.sizeBytes + 'after the crash\n'.length);
    const lines = (await store.read(second)).toString().trimEnd().split('\n');
    expect(lines).toEqual([...Array.from({ length: 100 }, (_, index) => `line ${index}`), 'after the crash']);
  });

  it('finds what came into being after a run had moved on', async () => {
    expect(await store.lateEffects(runId)).toEqual([]);
    await store.write({ ...place, kind: 'late_effect' }, '{}', jsonForm);
    await store.write({ ...place, kind: 'codex_patch' }, 'diff', patchForm);
    expect((await store.lateEffects(runId)).map((one) => [one.artifactType, one.stage])).toEqual([['late_effect', 'submit']]);
  });

  it('notices a root that cannot be written', async () => {
    await expect(store.probe()).resolves.toBeUndefined();
    const file = join(root, 'file');
    writeFileSync(file, '');
    symlinkSync(file, join(root, 'not-a-folder'));
    await expect(new ArtifactStore({ root: join(root, 'not-a-folder'), retentionDays: 7 }).probe()).rejects.toThrow();
  });
});
