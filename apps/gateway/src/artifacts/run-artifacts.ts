// Which artifacts a run has: those its facts name, those that came too late for a fact, and the log that is being written.
import { artifactId, artifactPath, linesForm, type ArtifactPlace, type ArtifactStore } from '#artifacts';
import type { Artifact, Run } from '#contracts';
import type { RunReader } from '../board/run-reader';
import { isId } from '../http/parse-shape';
import { ApiProblem, runUnknown } from '../problems/api-problem';

/** `grows` while its stage is under way: size and digest are not final. */
export interface FoundArtifact { artifact: Artifact; grows: boolean }

export class RunArtifacts {
  constructor(private readonly reader: RunReader, private readonly store: ArtifactStore) {}

  /** @throws ApiProblem 404 */
  async of(runId: string): Promise<Artifact[]> {
    return this.withLateEffects(await this.run(runId));
  }

  async withLateEffects(run: Run): Promise<Artifact[]> {
    const known = new Set(run.artifacts.map(({ id }) => id));
    return [...run.artifacts, ...(await this.store.lateEffects(run.id)).filter(({ id }) => !known.has(id))];
  }

  /** @throws ApiProblem 404 */
  async find(runId: string, id: string): Promise<FoundArtifact> {
    const run = await this.run(runId);
    const artifact = (await this.withLateEffects(run)).find((one) => one.id === id);
    if (artifact) return { artifact, grows: false };
    const growing = await this.growing(run, id);
    if (growing) return { artifact: growing, grows: true };
    throw new ApiProblem({ status: 404, code: 'artifact.unknown', detail: 'The run has no such artifact.', remediation: 'Take the id from the list of the run\'s artifacts.' });
  }

  private async run(id: string): Promise<Run> {
    const run = isId(id) ? await this.reader.find(id) : undefined;
    if (!run) throw runUnknown(id);
    return run;
  }

  /** No fact names a log before its stage is over, but its place says its id. */
  private async growing(run: Run, id: string): Promise<Artifact | undefined> {
    for (const { taskName: stage, attempt, startedAt } of run.tasks) {
      const place: ArtifactPlace = { runId: run.id, stage, attempt, kind: 'codex_logs' };
      if (artifactId(place) !== id) continue;
      const path = artifactPath(place, linesForm);
      const sizeBytes = await this.store.size(path);
      return sizeBytes === undefined ? undefined : {
        id, artifactType: place.kind, stage, attempt, path, contentType: linesForm.contentType, sizeBytes, digest: notYet, pinned: false, expiresAt: null, createdAt: startedAt ?? run.updatedAt,
      };
    }
    return undefined;
  }
}

/** Of no bytes that there are. */
const notYet = `sha256:${'0'.repeat(64)}`;
