// Which artifacts a run has: those its facts name, those that came too late for a fact, and the log that is being written; each with what became of it.
import { artifactId, artifactPath, jsonForm, linesForm, partsOfPath, type ArtifactPlace, type ArtifactStore } from '#artifacts';
import { artifactKind, logKinds, type Artifact, type ArtifactView, type Run } from '#contracts';
import { artifactAsKept } from '#domain';
import { ReadModelUnavailable, type KeepingRows, type KeptRow } from '#read-model';
import type { RunReader } from '../board/run-reader';
import { isId } from '../http/parse-shape';
import { ApiProblem, runUnknown } from '../problems/api-problem';

export interface RunArtifactsParts { reader: Pick<RunReader, 'find'>; store: ArtifactStore; keeping: Pick<KeepingRows, 'ofRun'>; retentionDays: number }
/** `grows` while its stage is under way: size and digest are not final. */
export interface FoundArtifact { artifact: ArtifactView; grows: boolean }

export class RunArtifacts {
  constructor(private readonly parts: RunArtifactsParts) {}

  /** @throws ApiProblem 404 */
  async of(runId: string): Promise<ArtifactView[]> {
    return this.ofRun(await this.run(runId));
  }

  async ofRun(run: Run): Promise<ArtifactView[]> {
    return this.listed(run, await this.keptRows(run.id));
  }

  /** @throws ApiProblem 404 */
  async find(runId: string, id: string): Promise<FoundArtifact> {
    const run = await this.run(runId);
    const rows = await this.keptRows(run.id);
    const artifact = (await this.listed(run, rows)).find((one) => one.id === id);
    if (artifact) return { artifact, grows: false };
    const unnamed = await this.growing(run, id) ?? removedArtifacts(rows).find((one) => one.id === id);
    if (!unnamed) throw new ApiProblem({ status: 404, code: 'artifact.unknown', detail: 'The run has no such artifact.', remediation: 'Take the id from the list of the run\'s artifacts.' });
    const shown = this.asKept(unnamed, run, rows);
    return { artifact: shown, grows: !shown.tombstone };
  }

  private async listed(run: Run, rows: readonly KeptRow[]): Promise<ArtifactView[]> {
    const late = [...await this.parts.store.lateEffects(run.id), ...removedArtifacts(rows).filter(({ artifactType }) => artifactType === 'late_effect')];
    const all = [...run.artifacts, ...late];
    return all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index).map((artifact) => this.asKept(artifact, run, rows));
  }

  private asKept(artifact: Artifact, run: Run, rows: readonly KeptRow[]): ArtifactView {
    return artifactAsKept(artifact, run, rows.find((row) => row.artifactId === artifact.id), this.parts.retentionDays);
  }

  /** Without the database nobody knows: the artifacts are shown as their facts say. */
  private async keptRows(runId: string): Promise<KeptRow[]> {
    return this.parts.keeping.ofRun(runId).catch((error: unknown) => {
      if (error instanceof ReadModelUnavailable) return [];
      throw error;
    });
  }

  private async run(id: string): Promise<Run> {
    const run = isId(id) ? await this.parts.reader.find(id) : undefined;
    if (!run) throw runUnknown(id);
    return run;
  }

  /** No fact names a log before its stage is over, but its place says its id. */
  private async growing(run: Run, id: string): Promise<Artifact | undefined> {
    const places = run.tasks.flatMap(({ taskName: stage, attempt, startedAt }) => logKinds.map((kind) => ({ place: { runId: run.id, stage, attempt, kind } satisfies ArtifactPlace, startedAt })));
    for (const { place, startedAt } of places) {
      if (artifactId(place) !== id) continue;
      const path = artifactPath(place, linesForm);
      const sizeBytes = await this.parts.store.size(path);
      return sizeBytes === undefined ? undefined : {
        id, artifactType: place.kind, stage: place.stage, attempt: place.attempt, path, contentType: linesForm.contentType, sizeBytes, digest: notKnown, pinned: false, expiresAt: null, createdAt: startedAt ?? run.updatedAt,
      };
    }
    return undefined;
  }
}

const day = 24 * 60 * 60 * 1000;
/** Of no bytes that there are. */
const notKnown = `sha256:${'0'.repeat(64)}`;

/** What was removed and may be named by no fact: its tombstone is all that is left. */
function removedArtifacts(rows: readonly KeptRow[]): Artifact[] {
  return rows.flatMap(({ artifactId: id, path, tombstone }) => {
    const parts = path === null ? undefined : partsOfPath(path);
    const kind = artifactKind.safeParse(parts?.kind);
    if (!tombstone || path === null || !parts || !kind.success) return [];
    const { contentType } = [jsonForm, linesForm].find(({ extension }) => extension === parts.extension) ?? { contentType: 'text/plain; charset=utf-8' };
    return [{
      id, artifactType: kind.data, stage: parts.stage, attempt: parts.attempt, path, contentType, sizeBytes: tombstone.sizeBytes, digest: tombstone.digest ?? notKnown,
      pinned: false, expiresAt: null, createdAt: new Date(Date.parse(tombstone.expiredAt) - tombstone.retentionDays * day).toISOString(),
    }];
  });
}
