// What operators want kept: a pin holds an artifact for as long as it is there.
import type { ArtifactView, Pin } from '#contracts';
import type { Logger } from '#platform';
import type { KeepingRows } from '#read-model';
import { pruned } from './pruned';
import type { RunArtifacts } from './run-artifacts';

export interface ArtifactPinsParts { artifacts: Pick<RunArtifacts, 'of' | 'find'>; keeping: Pick<KeepingRows, 'pin' | 'unpin'>; logger: Pick<Logger, 'info'>; now?: () => Date }

export class ArtifactPins {
  constructor(private readonly parts: ArtifactPinsParts) {}

  /** A pin that is there stays as it is. @throws ApiProblem 404, 410 when it was removed; ReadModelUnavailable */
  async pin(runId: string, artifactId: string, actor: string): Promise<ArtifactView> {
    const { artifact: { id } } = await this.parts.artifacts.find(runId, artifactId);
    await this.parts.keeping.pin(runId, [id], this.pinOf(actor));
    const { artifact } = await this.parts.artifacts.find(runId, id);
    if (artifact.tombstone) throw pruned(artifact);
    this.parts.logger.info({ run: runId, artifact: id, actor }, 'an artifact is pinned');
    return artifact;
  }

  /** @throws ApiProblem 404; ReadModelUnavailable */
  async unpin(runId: string, artifactId: string, actor: string): Promise<ArtifactView> {
    const { artifact: { id } } = await this.parts.artifacts.find(runId, artifactId);
    await this.parts.keeping.unpin(runId, [id]);
    this.parts.logger.info({ run: runId, artifact: id, actor }, 'an artifact is not pinned any more');
    return (await this.parts.artifacts.find(runId, id)).artifact;
  }

  /** Those that the run has now; what was removed stays so. @throws ApiProblem 404; ReadModelUnavailable */
  async pinAll(runId: string, actor: string): Promise<ArtifactView[]> {
    const ids = (await this.parts.artifacts.of(runId)).map(({ id }) => id);
    await this.parts.keeping.pin(runId, ids, this.pinOf(actor));
    this.parts.logger.info({ run: runId, artifacts: ids.length, actor }, 'the artifacts of a run are pinned');
    return this.parts.artifacts.of(runId);
  }

  /** @throws ApiProblem 404; ReadModelUnavailable */
  async unpinAll(runId: string, actor: string): Promise<ArtifactView[]> {
    const ids = (await this.parts.artifacts.of(runId)).map(({ id }) => id);
    await this.parts.keeping.unpin(runId, ids);
    this.parts.logger.info({ run: runId, artifacts: ids.length, actor }, 'the artifacts of a run are not pinned any more');
    return this.parts.artifacts.of(runId);
  }

  private pinOf(by: string): Pin {
    return { by, at: (this.parts.now?.() ?? new Date()).toISOString() };
  }
}
