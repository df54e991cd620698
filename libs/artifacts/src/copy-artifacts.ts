// Brings every artifact from one store to another, for an installation that changes its store.
import { partsOfPath, type ArtifactPlace } from './artifact-place';
import type { ArtifactStore } from './artifact-store';

export interface Copied { artifacts: number; bytes: number; already: number }

/** What the other store has already, of the same size, is left alone: the copy can be broken off and started again. */
export async function copyArtifacts(from: ArtifactStore, to: ArtifactStore): Promise<Copied> {
  const copied: Copied = { artifacts: 0, bytes: 0, already: 0 };
  for await (const runId of from.runs()) {
    for (const { path } of await from.kept(runId)) {
      const sizeBytes = await from.size(path);
      // An unfinished write is of no use.
      if (sizeBytes === undefined) continue;
      if (await to.size(path) === sizeBytes) {
        copied.already += 1;
        continue;
      }
      await copy(path, from, to);
      copied.artifacts += 1;
      copied.bytes += sizeBytes;
    }
  }
  return copied;
}

async function copy(path: string, from: ArtifactStore, to: ArtifactStore): Promise<void> {
  const { kind, extension, ...where } = partsOfPath(path)!;
  const place = { ...where, kind } as ArtifactPlace;
  // The path says all that is stored of a form.
  const form = { extension, contentType: 'application/octet-stream' };
  const bytes = Buffer.concat(await from.stream(path).toArray() as Buffer[]);
  const text = bytes.toString();
  if (extension !== 'jsonl' || !text.endsWith('\n')) {
    await to.write(place, bytes, form);
    return;
  }
  // As a log, so that a stage that is tried again goes on with it.
  await to.remove(path);
  const log = await to.openLog(place, form);
  for (const line of text.slice(0, -1).split('\n')) log.line(line);
  await log.close();
}
