// Artifacts as files: the contract, and what is peculiar to a disk.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runId } from '../../../contracts/fixtures/sample-facts';
import { artifactStoreContract } from '../artifact-store.contract';
import { artifactPath, textForm } from '../artifact-place';
import { FileArtifactStore } from './file-artifact-store';

let root: string;
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'specline-artifacts-')); });
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the artifact store on files', () => {
  artifactStoreContract(async () => ({
    store: new FileArtifactStore({ root, retentionDays: 7 }),
    elsewhere: new FileArtifactStore({ root, retentionDays: 7 }),
    spoil: async (path, bytes) => writeFileSync(join(root, path), bytes),
    interrupt: async (place, bytes) => {
      const file = join(root, `${artifactPath(place, textForm)}.0123456789ab.part`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    },
  }));

  it('says when a thing was stored in the words of the clock it is given', async () => {
    const store = new FileArtifactStore({ root, retentionDays: 7, now: () => new Date('2026-01-01T00:00:00.000Z') });
    const artifact = await store.write({ runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' }, 'hello', textForm);
    expect(artifact).toMatchObject({ createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-08T00:00:00.000Z' });
    expect(readdirSync(join(root, runId))).toEqual(['submit-1-codex_prompt.txt']);
  });

  it('leaves no empty folder when the last artifact of a run is removed, and touches nothing that is not its own', async () => {
    const store = new FileArtifactStore({ root, retentionDays: 7 });
    const { path } = await store.write({ runId, stage: 'submit', attempt: 1, kind: 'codex_prompt' }, 'hello', textForm);
    writeFileSync(join(root, 'README'), 'of somebody');
    mkdirSync(join(root, 'lost+found'));
    await store.remove(path);
    expect(readdirSync(root).toSorted()).toEqual(['README', 'lost+found']);
  });

  it('notices a root that cannot be written', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    symlinkSync(file, join(root, 'not-a-folder'));
    await expect(new FileArtifactStore({ root: join(root, 'not-a-folder'), retentionDays: 7 }).probe()).rejects.toThrow();
  });
});
